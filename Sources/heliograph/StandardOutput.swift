import Foundation

/// The program's output, written through at once: who reads it from a pipe sees each line as it
/// comes.
enum StandardOutput {
  /// One line.
  static func write(_ line: [UInt8]) {
    FileHandle.standardOutput.write(Data(line + [0x0A]))
  }
}
