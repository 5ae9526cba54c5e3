import Glibc
import StandardForms

/// How many connections are open at a time (I11): those beyond it wait to be accepted.
enum ConnectionLimit {
  /// `Limits.connectionsMax`, or what the process's limit of open files leaves: without a file
  /// descriptor left the log could not be written either.
  static var present: Int {
    var files = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else {
      return Limits.connectionsMax
    }
    let left = Int(clamping: files.rlim_cur) - Limits.reservedFiles
    return max(1, min(Limits.connectionsMax, left))
  }
}
