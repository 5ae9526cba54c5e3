import Coordination

/// The thread on which long answers are made, so that neither the event loops nor the threads that
/// all short tasks share are held up. What waits for it is bounded by the connections (I11).
final class RenderThread: TaskExecutor {
  private let thread = DedicatedThreadExecutor(name: "render")

  /// Runs a task's job; the runtime calls it.
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    thread.run { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// Ends the thread after what it was given.
  func stop() { thread.stop() }
}
