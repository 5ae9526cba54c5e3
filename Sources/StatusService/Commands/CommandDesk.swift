package import LogStore
import Synchronization

/// Where a node takes commands in, for as long as it runs: whoever decides them comes and goes with
/// the node's role.
///
///     closed ──open(handler)──▶ open ──close()──▶ closed
package final class CommandDesk: Sendable {
  private let state: Mutex<State>
  private let opened = Atomic<Bool>(false)

  private struct State {
    var handler: CommandHandler?
    var pause: CommandFailure?
  }

  /// A desk at which nobody decides.
  /// - Parameter pause: as for `pause(_:)`, from the beginning.
  package init(pause: CommandFailure? = nil) { state = Mutex(State(pause: pause)) }

  /// Whether somebody on this node decides commands, perhaps not just now. Never waits.
  package var isOpen: Bool { opened.load(ordering: .acquiring) }

  /// Has `handler` decide from now on.
  /// - Precondition: nobody else does (I5).
  package func open(_ handler: CommandHandler) {
    state.withLock { state in
      precondition(state.handler == nil, "I5: one decides at a time")
      handler.pause(state.pause)
      state.handler = handler
    }
    opened.store(true, ordering: .releasing)
  }

  /// Has nothing decided from now on; what waits is answered.
  /// - Returns: the log; nil if nobody decided.
  package func close() async -> LogWriter? {
    opened.store(false, ordering: .releasing)
    return await state.withLock { $0.handler.take() }?.stop()
  }

  /// Decides `call` and waits until what it changed is durable on this node.
  package func submit(_ call: CommandCall) async -> Result<Receipt, CommandFailure> {
    await submit([call])[0]
  }

  /// Decides `calls` in order, each for itself, and waits until what they changed is durable.
  /// - Returns: one answer for each call, in their order; `.notPrimary` where nobody decides.
  package func submit(_ calls: [CommandCall]) async -> [Result<Receipt, CommandFailure>] {
    guard let handler = present else { return calls.map { _ in .failure(.notPrimary) } }
    return await handler.submit(calls)
  }

  /// As `CommandHandler.halt`; without effect where nobody decides.
  package func halt(reason: String) { present?.halt(reason: reason) }

  /// As `CommandHandler.pause`, also for who comes to decide later.
  package func pause(_ refusal: CommandFailure?) {
    state.withLock { state in
      state.pause = refusal
      state.handler?.pause(refusal)
    }
  }

  /// As `CommandHandler.storageFault`; nil where nobody decides.
  package var storageFault: LogStoreError? { present?.storageFault }

  /// How many commands wait at this moment.
  package var waitingCount: Int { present?.waitingCount ?? 0 }

  private var present: CommandHandler? { state.withLock { $0.handler } }
}
