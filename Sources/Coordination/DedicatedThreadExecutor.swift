import Glibc
import Synchronization

/// Runs jobs and closures one after the other, in the order given, on one thread of its own: for
/// resources that block (a database) or that must not change threads (sockets).
///
///     running ──stop()──▶ stopping ──queue empty──▶ stopped ──late work──▶ draining ─┐
///                                                      ▲────────queue empty──────────┘
///
/// An actor whose `unownedExecutor` is this one may use `assumeIsolated` in every closure given to
/// `run`. The queue is bounded by its callers (I11). Whoever makes one calls `stop()`: until then
/// the thread keeps it alive.
package final class DedicatedThreadExecutor: SerialExecutor {
  private let name: String
  private let state: Mutex<State>
  private let wakeUp: WakeUp
  /// The thread that runs work now; 0 for none.
  private let thread = Atomic<pthread_t>(0)

  private enum Work {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
  }

  private enum Phase {
    case running(pthread_t)
    case stopping
    case stopped
    case draining
  }

  private struct State {
    var phase: Phase
    var queue: [Work] = []
    var sleeps = false
  }

  /// Starts the thread.
  /// - Parameter name: shown by `ps` and debuggers; the kernel keeps 15 bytes of it.
  package init(name: String) {
    self.name = name
    wakeUp = WakeUp()
    state = Mutex(State(phase: .stopped))
    state.withLock { $0.phase = .running(Self.start(self, detached: false)) }
  }

  /// Runs `work` after all that was given before. Returns at once.
  package func run(_ work: @escaping @Sendable () -> Void) { add(.closure(work)) }

  /// Runs an actor's job after all that was given before; the runtime calls it.
  package func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  /// Ends the thread after all that was given before, and waits for it.
  ///
  /// A second call returns at once. Work given later still runs, in order and never beside other
  /// work, on a thread that lives just for it: no continuation is ever lost.
  /// - Precondition: not called on the executor's own thread.
  package func stop() {
    precondition(isIsolatingCurrentContext() == false, "an executor cannot wait for itself")
    let running = state.withLock { state -> pthread_t? in
      guard case .running(let thread) = state.phase else { return nil }
      state.phase = .stopping
      return thread
    }
    guard let running else { return }
    wakeUp.signal()
    pthread_join(running, nil)
  }

  /// Whether the caller runs on this executor's thread.
  package func isIsolatingCurrentContext() -> Bool? {
    let thread = thread.load(ordering: .acquiring)
    return thread != 0 && pthread_equal(thread, pthread_self()) != 0
  }

  /// Traps unless the caller runs on this executor's thread; `assumeIsolated` calls it.
  package func checkIsolated() {
    precondition(isIsolatingCurrentContext() == true, "not on the thread of \(name)")
  }

  private func add(_ work: Work) {
    enum Next { case nothing, wake, drain }
    let next = state.withLock { state -> Next in
      state.queue.append(work)
      switch state.phase {
      case .running, .stopping:
        defer { state.sleeps = false }
        return state.sleeps ? .wake : .nothing
      case .draining: return .nothing
      case .stopped:
        state.phase = .draining
        return .drain
      }
    }
    switch next {
    case .nothing: return
    case .wake: wakeUp.signal()
    case .drain: _ = Self.start(self, detached: true)
    }
  }

  private static func start(_ executor: DedicatedThreadExecutor, detached: Bool) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(executor).toOpaque()
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { preconditionFailure("a thread is given its executor") }
        Unmanaged<DedicatedThreadExecutor>.fromOpaque(context).takeRetainedValue().loop()
        return nil
      }, context)
    precondition(result == 0, "the system has no thread left (error \(result))")
    if detached { pthread_detach(thread) }
    return thread
  }
}

extension DedicatedThreadExecutor {
  private func loop() {
    nameThisThread()
    thread.store(pthread_self(), ordering: .releasing)
    while let batch = nextBatch() {
      if batch.isEmpty { wakeUp.wait() }
      for work in batch {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .closure(let closure): closure()
        }
      }
    }
  }

  /// Through proc(5), as Swift does not import `pthread_setname_np`; without /proc it stays
  /// unnamed.
  private func nameThisThread() {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = Array(name.utf8.prefix(15)).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  /// All that waits; nothing to sleep; nil to end.
  private func nextBatch() -> [Work]? {
    state.withLock { state in
      if !state.queue.isEmpty {
        defer { state.queue = [] }
        return state.queue
      }
      switch state.phase {
      case .running:
        state.sleeps = true
        return []
      case .stopping, .draining, .stopped:
        // Cleared under the lock, before the next thread can begin.
        thread.store(0, ordering: .releasing)
        state.phase = .stopped
        return nil
      }
    }
  }
}

/// Wakes one sleeping thread, through a pipe: unlike a condition variable it needs no memory at a
/// fixed address, and so no unchecked claim of safety.
private final class WakeUp: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "the system has no file descriptor left")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  func signal() {
    var byte: UInt8 = 1
    while write(writeEnd, &byte, 1) < 0, errno == EINTR {}
  }

  func wait() {
    var byte: UInt8 = 0
    while read(readEnd, &byte, 1) < 0, errno == EINTR {}
  }
}
