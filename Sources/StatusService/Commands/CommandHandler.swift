package import Coordination
package import EventLog
package import LogStore
package import Logging
import StandardForms
import Synchronization

/// Takes commands from any number of callers and commits them in groups, on one thread that owns
/// the decision state and the only connection that writes (I5).
///
///     submit ─▶ mailbox ─▶ decide each in order ─▶ one transaction, one fsync ─▶ resume all
/// callers
///
/// While one group is being committed the next one gathers: with many callers one fsync serves many
/// commands, with a single caller none waits for company.
package final class CommandHandler: Sendable {
  private let mailbox: Mutex<Mailbox>
  private let executor: DedicatedThreadExecutor
  private let core: WriterCore
  private let metrics = CommandMetrics()
  private let health = StorageHealth()

  struct Letter: Sendable {
    let calls: [CommandCall]
    let answer: CheckedContinuation<[Result<Receipt, CommandFailure>], Never>

    func refuse(_ failure: CommandFailure) {
      answer.resume(returning: calls.map { _ in .failure(failure) })
    }
  }

  fileprivate struct Mailbox {
    var letters: [Letter] = []
    var commandCount = 0
    /// Why nothing is decided, for good.
    var ending: CommandFailure?
    /// Why nothing is decided now.
    var pause: CommandFailure?

    var refusal: CommandFailure? { ending ?? pause }
  }

  /// Takes the writer until `stop`.
  /// - Parameters:
  ///   - writer: of a log that exists.
  ///   - state: folded from all events of that log.
  ///   - head: where each new head is published, after its commit and before callers resume.
  ///   - logger: told of what the store refuses.
  ///   - fatal: ends the process; called when the outcome of a commit is not known.
  package init(
    writer: consuming sending LogWriter, state: sending DecisionState,
    head: Latest<LogHead, EpochPosition>, effects: Effects, logger: Logger,
    fatal: @escaping @Sendable (any Error) -> Never
  ) {
    executor = DedicatedThreadExecutor(name: "writer")
    mailbox = Mutex(Mailbox())
    core = WriterCore(
      writer: writer, decision: state, head: head, effects: effects, logger: logger, fatal: fatal,
      metrics: metrics, health: health, executor: executor)
  }

  /// Decides `call` and waits until what it changed is durable on this node.
  package func submit(_ call: CommandCall) async -> Result<Receipt, CommandFailure> {
    await submit([call])[0]
  }

  /// Decides `calls` in order, each for itself, and waits until what they changed is durable.
  /// - Returns: one answer for each call, in their order.
  package func submit(_ calls: [CommandCall]) async -> [Result<Receipt, CommandFailure>] {
    guard !calls.isEmpty else { return [] }
    let answers = await answers(to: calls)
    metrics.count(answers)
    return answers
  }

  /// Why the last change that had to be written was not; nil if it was.
  package var storageFault: LogStoreError? { health.fault }

  /// How many commands wait at this moment.
  package var waitingCount: Int { mailbox.withLock { $0.commandCount } }

  private func answers(to calls: [CommandCall]) async -> [Result<Receipt, CommandFailure>] {
    await withCheckedContinuation { continuation in
      let letter = Letter(calls: calls, answer: continuation)
      let (failure, wakes) = mailbox.withLock { $0.put(letter) }
      if let failure {
        letter.refuse(failure)
      } else if wakes {
        executor.run { self.drain() }
      }
    }
  }

  /// Takes nothing more until the process is started again: the operator must decide first.
  /// - Parameter reason: a sentence that says why, and what to do.
  package func halt(reason: String) {
    mailbox.withLock { $0.ending = $0.ending ?? .halted(reason: reason) }
  }

  /// Decides nothing from now on, neither what comes nor what waits, and answers with `refusal`;
  /// nil to go on.
  package func pause(_ refusal: CommandFailure?) {
    mailbox.withLock { $0.pause = refusal }
  }

  /// Answers what waits, then ends; later calls fail with `.stopped`.
  /// - Returns: the log, for whoever appends to it now.
  @discardableResult
  package func stop() async -> LogWriter {
    mailbox.withLock { $0.ending = .stopped }
    let writer = await core.end()
    executor.stop()
    return writer
  }

  private func drain() {
    core.assumeIsolated { core in
      while case (let letters, let refusal) = mailbox.withLock({ ($0.takeGroup(), $0.pause) }),
        !letters.isEmpty
      {
        if let refusal {
          for letter in letters { letter.refuse(refusal) }
        } else {
          core.commit(letters)
          core.checkpointIfNeeded()
        }
      }
    }
  }
}

extension CommandHandler.Mailbox {
  /// Whether the letter is refused, and whether the thread must be woken for it.
  fileprivate mutating func put(
    _ letter: CommandHandler.Letter
  ) -> (failure: CommandFailure?, wakes: Bool) {
    if let refusal { return (refusal, false) }
    // I11: what waits is bounded.
    guard commandCount + letter.calls.count <= Limits.mailboxCommandsMax else {
      return (.busy, false)
    }
    letters.append(letter)
    commandCount += letter.calls.count
    return (nil, letters.count == 1)
  }

  fileprivate mutating func takeGroup() -> [CommandHandler.Letter] {
    var count = 0
    var taken = 0
    while taken < letters.count, count < Limits.commandsInGroupMax {
      count += letters[taken].calls.count
      taken += 1
    }
    let group = Array(letters[..<taken])
    letters.removeFirst(taken)
    commandCount -= count
    return group
  }
}
