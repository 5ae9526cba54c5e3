import Synchronization

/// One conflating snapshot for many readers: the newest value, the position it stands for, and
/// those who wait for a position to come.
///
/// Nothing queues: a reader that was slow sees the newest value and never those between. Waiters
/// are bounded by their callers (one for each request or follower, which are bounded themselves,
/// I11).
package final class Latest<Value: Sendable, Position: Comparable & Sendable>: Sendable {
  private let state: Mutex<State>

  private typealias Answer = Result<(value: Value, position: Position), CancellationError>

  private struct State {
    var value: Value
    var position: Position
    var waiters: [UInt64: Waiter] = [:]
    var lastWaiterNumber: UInt64 = 0
  }

  private struct Waiter {
    let condition: Condition
    let continuation: CheckedContinuation<Answer, Never>
  }

  private enum Condition: Sendable {
    case reached(Position)
    case passed(Position)

    func holds(at position: Position) -> Bool {
      switch self {
      case .reached(let wanted): position >= wanted
      case .passed(let known): position > known
      }
    }
  }

  /// Starts with `value`, which stands for `position`.
  package init(_ value: Value, at position: Position) {
    state = Mutex(State(value: value, position: position))
  }

  /// The newest value and its position, together. Never waits.
  package var current: (value: Value, position: Position) {
    state.withLock { ($0.value, $0.position) }
  }

  /// The position of the newest value, for those who need no more. Never waits.
  package var position: Position { state.withLock { $0.position } }

  /// How many callers wait right now: a gauge, and what a test waits for.
  package var waiterCount: Int { state.withLock { $0.waiters.count } }

  /// Replaces the value and wakes all whose position is reached.
  /// - Precondition: `position` is not before the current one. An equal one replaces the value and
  ///   wakes nobody who waits for more.
  package func publish(_ value: Value, at position: Position) {
    publish(value) { _ in position }
  }

  /// Replaces the value where positions only count the changes: from any thread.
  package func publishChange(_ value: Value) where Position == Int64 {
    publish(value) { $0 + 1 }
  }

  private func publish(_ value: Value, at next: (Position) -> Position) {
    let (woken, position) = state.withLock { state -> ([Waiter], Position) in
      let position = next(state.position)
      precondition(position >= state.position, "a published position never goes back")
      state.value = value
      state.position = position
      let ready = state.waiters.filter { $0.value.condition.holds(at: position) }
      for number in ready.keys { state.waiters[number] = nil }
      return (Array(ready.values), position)
    }
    // Outside the lock: a resumed task may come straight back with its next question.
    for waiter in woken { waiter.continuation.resume(returning: .success((value, position))) }
  }

  /// The first value seen at `position` or later; at once if it is there already.
  /// - Throws: `CancellationError` if the task was cancelled before; its waiter is gone then.
  package func wait(until position: Position) async throws(CancellationError) -> Value {
    try await wait(for: .reached(position)).value
  }

  /// The first value seen after `position`, with its own position; at once if it is there already.
  /// - Throws: `CancellationError` if the task was cancelled before; its waiter is gone then.
  package func wait(
    past position: Position
  ) async throws(CancellationError) -> (value: Value, position: Position) {
    try await wait(for: .passed(position))
  }

  private func wait(
    for condition: Condition
  ) async throws(CancellationError) -> (value: Value, position: Position) {
    let number = state.withLock { state in
      state.lastWaiterNumber += 1
      return state.lastWaiterNumber
    }
    let answer: Answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state -> Answer? in
          if condition.holds(at: state.position) { return .success((state.value, state.position)) }
          // A task is marked as cancelled before its handler runs. So either the mark is seen here,
          // or the handler takes this lock later and finds the waiter: none is left behind.
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiters[number] = Waiter(condition: condition, continuation: continuation)
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
      waiter?.continuation.resume(returning: .failure(CancellationError()))
    }
    return try answer.get()
  }
}
