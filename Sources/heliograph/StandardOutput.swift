import ArgumentParser
import Glibc

/// The program's output, written through at once: who reads it from a pipe sees each line as it
/// comes.
enum StandardOutput {
  /// One line.
  /// - Throws: `OperatorError` if it cannot be written; `ExitCode` where the reader has gone, who
  ///   wants no more.
  static func write(_ line: [UInt8]) throws {
    let bytes = line + [0x0A]
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        throw ExitCode.success
      } else if errno != EINTR {
        throw OperatorError(
          "standard output cannot be written (\(String(cString: strerror(errno))))",
          hint: "check where it goes")
      }
    }
  }

  /// One line.
  static func write(_ line: String) throws { try write(Array(line.utf8)) }
}
