import Glibc
import StandardForms

/// The files of a theme: regular files that lie in its folder. No path leads out of it, and no link
/// is followed.
struct ThemeFolder: ~Copyable {
  private let descriptor: Int32
  /// The names of the files and links in it, in order.
  let names: [String]
  /// Whether `names` are all, and not only the first that were come upon.
  let isWhole: Bool

  /// Why a file was not read.
  enum Failure: Error, Hashable {
    case missing
    case notReadable
    /// A link, a folder, or something that is no file.
    case notAFile
    case tooLarge(bytesMax: Int)

    var reason: String {
      switch self {
      case .missing: "there is no such file in the folder"
      case .notReadable: "it cannot be read: check its mode"
      case .notAFile: "it is no file of this folder: links and folders are not followed"
      case .tooLarge(let bytesMax): "it is larger than \(bytesMax) bytes"
      }
    }
  }

  /// Opens the folder at `path`; `nil` if there is none that can be read.
  init?(_ path: String) {
    let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    // The listing closes what it is given.
    let copy = dup(opened)
    guard copy >= 0, let listing = fdopendir(copy) else {
      close(opened)
      return nil
    }
    defer { closedir(listing) }
    descriptor = opened
    var names: [String] = []
    var isWhole = true
    while isWhole, let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix("."), entry.pointee.d_type != DT_DIR else { continue }
      if names.count < Limits.themeEntriesMax { names.append(name) } else { isWhole = false }
    }
    self.isWhole = isWhole
    self.names = names.sorted()
  }

  deinit { close(descriptor) }

  /// The bytes of the file `name`, a name without slashes.
  func read(_ name: String, bytesMax: Int) throws(Failure) -> [UInt8] {
    precondition(!name.utf8.contains(UInt8(ascii: "/")), "a name of a file in the folder")
    // Without NONBLOCK a pipe would keep us waiting for its other end.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw Self.failure(errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .notReadable }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard status.st_size <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .notReadable }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      // It may have grown since.
      guard bytes.count <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
    }
  }

  private static func failure(_ code: Int32) -> Failure {
    switch code {
    case ENOENT: .missing
    case ELOOP, EISDIR, ENXIO: .notAFile
    case _: .notReadable
    }
  }
}
