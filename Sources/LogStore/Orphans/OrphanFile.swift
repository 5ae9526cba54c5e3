import Glibc
import StandardForms

/// A file beside the log that is whole and durable, or not there.
struct OrphanFile {
  let path: String

  /// All bytes, at most `Limits.orphanFileBytesMax`.
  func contents() throws(OrphanFault) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw .system(path) }
      throw OrphanFault(
        .notFound, path: path, "it is not there", hint: "list the bundles there are")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system(path) }
    guard status.st_size <= Limits.orphanFileBytesMax else {
      throw .damaged(path, line: 1, "\(status.st_size) bytes are more than a bundle has")  // I11
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(file, $0.baseAddress! + filled, $0.count - filled, off_t(filled))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(path) }
      guard count > 0 else { break }
      filled += count
    }
    return Array(bytes.prefix(filled))
  }

  /// All bytes; none if there is no such file.
  func contentsIfThere() throws(OrphanFault) -> [UInt8] {
    do throws(OrphanFault) {
      return try contents()
    } catch  where error.code == .notFound {
      return []
    }
  }

  /// Writes the file under another name, syncs it and moves it into place.
  func write(_ bytes: [UInt8]) throws(OrphanFault) {
    let temporary = path + ".new"
    unlink(temporary)
    do throws(OrphanFault) {
      try put(bytes, in: temporary, at: 0, flags: O_EXCL)
      guard rename(temporary, path) == 0 else { throw .system(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncFolder()
  }

  /// Writes a line at `offset`, where the lines end that are whole, and syncs it.
  func append(_ line: [UInt8], at offset: Int) throws(OrphanFault) {
    try put(line, in: path, at: offset, flags: 0)
    try syncFolder()
  }

  private func put(
    _ bytes: [UInt8], in path: String, at offset: Int, flags: Int32
  ) throws(OrphanFault) {
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard file >= 0 else { throw .system(path) }
    defer { close(file) }
    guard ftruncate(file, off_t(offset)) == 0 else { throw .system(path) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(file, $0.baseAddress! + written, $0.count - written, off_t(offset + written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let fault = OrphanFault.system(path)
        ftruncate(file, off_t(offset))
        throw fault
      }
      written += count
    }
    guard fdatasync(file) == 0 else { throw .system(path) }
  }

  /// Makes the file's name durable.
  func syncFolder() throws(OrphanFault) {
    let folder = LogFile(path: path).folder
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .system(folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .system(folder) }
  }
}
