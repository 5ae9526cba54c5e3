import Synchronization

/// A `Progress` that work on another thread may move.
final class SharedProgress: Sendable {
  private let progress: Mutex<Progress>

  init(_ what: String, total: Int64) { progress = Mutex(Progress(what, total: total)) }

  func reached(_ count: Int64) { progress.withLock { $0.reached(count) } }

  func finish() { progress.withLock { $0.finish() } }
}
