import Glibc
import StandardForms

/// How much room the disk under a file has.
enum DiskRoom {
  /// The bytes that this user may still write; nil, with `errno` set, if the system does not say.
  static func freeByteCount(at path: String) -> UInt64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// Whether less is free than the reserve, so that nothing may be written.
  static func isShort(at path: String) -> Bool {
    freeByteCount(at: path).map { $0 < Limits.diskReserveBytes } ?? false
  }
}
