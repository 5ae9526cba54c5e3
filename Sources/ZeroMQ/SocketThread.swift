import CZeroMQ
import Glibc
import Synchronization

/// The one thread that owns a node's sockets, as a `SerialExecutor` for the actor that uses them.
///
/// The thread alternates: it runs what is queued, then takes a *turn*, in which the actor polls its
/// sockets together with `wake` and handles what they have. Whatever is queued sets `wake`, so that
/// a turn ends at once. Without a turn it just waits for `wake`.
///
///     other threads ──enqueue, run──▶ queue ──┐                  ┌── sockets
///                          └────────▶ wake ───┴─▶ this thread ◀──┘
///
/// The queue is bounded by its callers, not here (an executor must not refuse a job): each of them
/// has one call under way, and a machine has a bounded number of requests under way (I11).
package final class SocketThread: SerialExecutor {
  /// Set whenever something was queued; a turn polls it together with its sockets.
  package let wake: WakeSignal
  private let state = Mutex(State())

  private struct State: Sendable {
    var queue: [Work] = []
    var turn: (@Sendable () -> Void)?
    var thread: pthread_t?
    var isStopping = false
  }

  private enum Work: Sendable {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
  }

  /// Starts the thread.
  /// - Parameter name: shown by `ps -L`; Linux keeps 15 bytes of it (pthread_setname_np(3)).
  /// - Throws: `.tooManyFiles`, or `.other` if no thread can be made.
  package init(name: String) throws(ZeroMQError) {
    self.wake = try WakeSignal()
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<SocketThread>.fromOpaque(argument).takeRetainedValue().work()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard result == 0 else {
      Unmanaged.passUnretained(self).release()
      throw ZeroMQError(errno: result, operation: "pthread_create")
    }
    pthread_setname_np(thread, String(decoding: name.utf8.prefix(15), as: UTF8.self))
    pthread_detach(thread)
  }

  /// Sets what the thread does whenever nothing is queued: one poll, and the handling of its
  /// results. It must return soon after `wake` was set. `nil` ends the turns.
  package func setTurn(_ turn: (@Sendable () -> Void)?) {
    state.withLock { $0.turn = turn }
    wake.set()
  }

  /// Runs `work` on the thread, after all that was queued before. Dropped after `stop`.
  package func run(_ work: @escaping @Sendable () -> Void) {
    let isFirst = state.withLock { state in
      guard !state.isStopping else { return false }
      state.queue.append(.closure(work))
      return state.queue.count == 1
    }
    if isFirst { wake.set() }
  }

  /// Ends the thread after what is queued. Nothing may `await` an actor of this thread afterwards.
  package func stop() {
    state.withLock { state in
      state.isStopping = true
      state.turn = nil
    }
    wake.set()
  }

  /// Queues a job of an actor of this thread.
  package func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    let isFirst = state.withLock { state in
      state.queue.append(.job(unowned))
      return state.queue.count == 1
    }
    if isFirst { wake.set() }
  }

  /// Stops the process unless it runs on this thread.
  package func checkIsolated() {
    precondition(isCurrentThread, "a socket is used outside its thread")
  }

  private var isCurrentThread: Bool {
    guard let thread = state.withLock({ $0.thread }) else { return false }
    return pthread_equal(thread, pthread_self()) != 0
  }

  private func work() {
    state.withLock { $0.thread = pthread_self() }
    while true {
      wake.reset()
      let (queue, turn, isStopping) = state.withLock { state in
        defer { state.queue.removeAll(keepingCapacity: true) }
        return (state.queue, state.turn, state.isStopping)
      }
      for work in queue {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .closure(let closure): closure()
        }
      }
      if isStopping {
        guard !queue.isEmpty else { return }
      } else if let turn {
        turn()
      } else {
        waitForWake()
      }
    }
  }

  private func waitForWake() {
    var item = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
    poll(&item, 1, -1)
  }
}
