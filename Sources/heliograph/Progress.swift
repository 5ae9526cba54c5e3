import Foundation

/// How far long work has come: one line that is rewritten, on a terminal only.
struct Progress {
  private let what: String
  private let total: Int64
  private let isTerminal = isatty(2) == 1
  private var shown = Int64(-1)

  init(_ what: String, total: Int64) {
    self.what = what
    self.total = total
  }

  /// Shows a count when it has moved by a hundredth.
  mutating func reached(_ count: Int64) {
    let percent = total > 0 ? min(100, count * 100 / total) : 100
    guard isTerminal, percent != shown else { return }
    shown = percent
    FileHandle.standardError.write(Data("\r\(what) \(count) of \(total) (\(percent) %)".utf8))
  }

  /// Takes the line away.
  func finish() {
    guard isTerminal, shown >= 0 else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
