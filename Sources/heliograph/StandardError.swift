import Foundation

/// What the program tells its operator, apart from its output.
enum StandardError {
  /// One line.
  static func write(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
