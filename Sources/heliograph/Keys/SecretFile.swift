import Foundation
import Glibc
import StandardForms

/// A file that its owner alone may read.
struct SecretFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// Its text.
  /// - Throws: `OperatorError` if it cannot be read, is no file or too long, belongs to somebody
  ///   else, or others may read or write it.
  func read() throws -> String {
    // Without O_NONBLOCK a pipe would keep the node waiting for ever.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Self.failure("\(path) cannot be read") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Self.failure("\(path) cannot be read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw OperatorError("\(path) is not a file", hint: "name the file of `keys generate`")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw OperatorError(
        "\(path) may be read or changed by others than its owner",
        hint: "`chmod 600` it, and if others may have read it, make keys anew")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw OperatorError(
        "\(path) belongs to another user", hint: "`chown` it to the user that the node runs as")
    }
    guard status.st_size <= Limits.keysFileBytesMax else {
      throw OperatorError(
        "\(path) is longer than keys are", hint: "name the file of `keys generate`")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
    guard let data = try? handle.read(upToCount: Limits.keysFileBytesMax) ?? Data(),
      let text = String(data: data, encoding: .utf8)
    else {
      throw OperatorError("\(path) is not a text", hint: "name the file of `keys generate`")
    }
    return text
  }

  /// Makes the file; it is on the disk when this returns.
  /// - Throws: `OperatorError` if there is one already, or it cannot be written.
  func create(_ text: String) throws {
    // Zero-length or half a file is never left: it has its name only when it is whole.
    try write(text, named: { link($0, path) })
  }

  /// Puts `text` in the place of what the file holds, as a whole or not at all.
  /// - Throws: `OperatorError` if it cannot be written.
  func replace(_ text: String) throws {
    try write(text, named: { rename($0, path) })
  }

  private func write(_ text: String, named name: (String) -> Int32) throws {
    let fresh = "\(path).new"
    let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure("\(fresh) cannot be made") }
    defer {
      close(file)
      unlink(fresh)
    }
    let bytes = Array(text.utf8)
    guard fchmod(file, 0o600) == 0, Glibc.write(file, bytes, bytes.count) == bytes.count,
      fsync(file) == 0
    else { throw Self.failure("\(fresh) cannot be written") }
    guard name(fresh) == 0 else { throw Self.failure("\(path) cannot be made") }
    let folder = open((path as NSString).deletingLastPathComponent.orHere, O_RDONLY | O_CLOEXEC)
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw Self.failure("\(path) may not be on the disk yet") }
  }

  private static func failure(_ what: String) -> OperatorError {
    let number = errno
    let hint =
      number == EEXIST
      ? "keys are never overwritten: move it away if it is not in use" : "check its path and mode"
    return OperatorError("\(what) (\(String(cString: strerror(number))))", hint: hint)
  }
}

extension String {
  fileprivate var orHere: String { isEmpty ? "." : self }
}
