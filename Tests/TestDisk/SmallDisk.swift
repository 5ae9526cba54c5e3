import Foundation

/// A file system of some megabytes in memory, gone with the value.
package final class SmallDisk {
  /// Whether this process may mount one.
  package static let canBeMounted = geteuid() == 0

  /// Where it is mounted.
  package let path: String

  /// What could not be done with the disk.
  package struct Failure: Error {
    let what: String
  }

  /// Mounts an empty one.
  package init(megabytes: Int) throws {
    var template = Array("/tmp/heliograph-disk-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(what: "mkdtemp") }
    path = String(cString: made)
    try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
  }

  deinit {
    try? Self.run("/bin/umount", "--lazy", path)
    rmdir(path)
  }

  /// How many bytes are free.
  package var freeByteCount: Int {
    get throws {
      var status = statvfs()
      guard statvfs(path, &status) == 0 else { throw Failure(what: "statvfs") }
      return Int(status.f_bavail) * Int(status.f_frsize)
    }
  }

  /// Leaves only so many bytes free.
  package func fill(leaving count: Int = 0) throws {
    let file = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    guard file >= 0 else { throw Failure(what: "open") }
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 65_536)
    while case let rest = try freeByteCount - count, rest > 0 {
      guard write(file, block, min(rest, block.count)) > 0 else { throw Failure(what: "write") }
    }
  }

  /// Takes back what `fill` did. Blocks are free once their file system has noted it on its disk:
  /// until then a busy one may still be full.
  package func makeRoom() throws {
    try FileManager.default.removeItem(atPath: filler)
    try Self.run("/bin/sync", "--file-system", path)
  }

  /// Nothing more can be written from now on.
  package func becomeReadOnly() throws {
    try Self.run("/bin/mount", "-o", "remount,ro", path)
  }

  private var filler: String { path + "/filler" }

  private static func run(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(what: "\(program) \(arguments.joined(separator: " "))")
    }
  }
}
