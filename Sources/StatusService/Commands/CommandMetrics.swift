import CoreMetrics
import Monitoring

/// What the command handler measures of itself.
struct CommandMetrics: Sendable {
  /// Commands for each committed group.
  let groupSize = Recorder(.commandGroupSize)
  private let results = Dictionary(
    uniqueKeysWithValues: Result.allCases.map { ($0, Counter(.commands, $0.rawValue)) })

  /// What became of a command, as the metric names it.
  enum Result: String, CaseIterable {
    case recorded, unchanged, repeated, rejected, busy, halted, stopped
    case keyReused = "key_reused"
    case keysExhausted = "keys_exhausted"
    case storageFull = "storage_full"
    case storageFailed = "storage_failed"
    case notPrimary = "not_primary"
    case notNow = "not_now"
  }

  /// Counts what callers were told.
  func count(_ answers: [Swift.Result<Receipt, CommandFailure>]) {
    for answer in answers { results[Result(answer)]?.increment() }
  }
}

extension CommandMetrics.Result {
  fileprivate init(_ answer: Swift.Result<Receipt, CommandFailure>) {
    self =
      switch answer {
      case .success(let receipt) where receipt.isRepeat: .repeated
      case .success(let receipt): receipt.eventCount > 0 ? .recorded : .unchanged
      case .failure(.rejected): .rejected
      case .failure(.keyReused): .keyReused
      case .failure(.keysExhausted): .keysExhausted
      case .failure(.busy): .busy
      case .failure(.storageFull): .storageFull
      case .failure(.storageFailed): .storageFailed
      case .failure(.notPrimary): .notPrimary
      case .failure(.notNow): .notNow
      case .failure(.halted): .halted
      case .failure(.stopped): .stopped
      }
  }
}
