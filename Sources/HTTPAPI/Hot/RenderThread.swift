import Coordination
import StandardForms
import Synchronization

/// A thread on which long answers are made, so that neither the event loops nor the threads that
/// all short tasks share are held up. What waits for it is bounded (I11).
final class RenderThread: TaskExecutor {
  private let thread: DedicatedThreadExecutor
  private let waitingMax: Int
  private let waiting = Mutex(0)

  /// Starts the thread.
  /// - Parameter name: shown by `ps` and debuggers; the kernel keeps 15 bytes of it.
  init(name: String, waitingMax: Int = Limits.waitingRendersMax) {
    thread = DedicatedThreadExecutor(name: name)
    self.waitingMax = waitingMax
  }

  /// What `make` returns, called on the thread; `nil` at once, without calling it, if too much
  /// waits for the thread.
  /// - Parameter isOneOfFew: whether only a few of its kind can wait at all, which is bound enough:
  ///   it is made in any case, and takes no room from others.
  func make<Made: Sendable>(
    isOneOfFew: Bool = false, _ make: @Sendable () async -> Made
  ) async -> Made? {
    if isOneOfFew { return await withTaskExecutorPreference(self) { await make() } }
    let isAdmitted = waiting.withLock { waiting in
      guard waiting < waitingMax else { return false }
      waiting += 1
      return true
    }
    guard isAdmitted else { return nil }
    defer { waiting.withLock { $0 -= 1 } }
    return await withTaskExecutorPreference(self) { await make() }
  }

  /// Runs a task's job; the runtime calls it.
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    thread.run { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Ends the thread after what it was given.
  func stop() { thread.stop() }
}
