import Coordination
import EventLog
import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain
import StatusService

extension Call {
  /// A new identity, ordered by time.
  func newID() -> UUIDValue { .version7(at: now, random: node.effects.randomID()) }

  /// What `If-Match` demands.
  var precondition: Precondition {
    let epoch = node.boards.current.position.epoch
    return EntityTagCondition(headers[.ifMatch])?.precondition(epoch: epoch) ?? .none
  }

  /// Has `command` decided and recorded, and waits (bounded) until this node shows it.
  /// - Parameter mark: from `idempotencyMark`, for routes that take a key.
  func record(
    _ command: StatusCommand, _ mark: IdempotencyMark? = nil
  ) async throws(Problem) -> Recording {
    let call = CommandCall(command: command, actor: actor, idempotency: mark)
    do throws(CommandFailure) {
      let receipt = try await node.desk.submit(call).get()
      return Recording(receipt: receipt, boards: await boards(showing: receipt.position))
    } catch {
      throw problem(error)
    }
  }

  /// What a client is told of `failure` on this node.
  func problem(_ failure: CommandFailure) -> Problem {
    guard failure == .notPrimary else { return Problem(failure) }
    return Problem(primaryURL: node.nodeStatus().primaryURL)
  }

  /// Has a change of one resource recorded: 204, or 412 with the tag of what `represent` shows.
  func change(
    _ command: StatusCommand, _ represent: (StatusBoard) -> Representation?
  ) async throws(Problem) -> Answer {
    let call = CommandCall(command: command, actor: actor)
    switch await node.desk.submit(call) {
    case .success(let receipt):
      let boards = await boards(showing: receipt.position)
      return .done(
        at: max(boards.position, receipt.position), eventCount: receipt.eventCount)
    case .failure(.rejected(.preconditionFailed(let version))):
      var problem = Problem(.preconditionFailed(version: version))
      let boards = node.boards.current.value
      problem.entityTag = EntityTag(
        epoch: boards.position.epoch, version: version,
        body: represent(boards.status)?.body ?? [])
      throw problem
    case .failure(let failure): throw problem(failure)
    }
  }

  /// What this node shows once it shows `position`, or what it shows after a bounded wait: the
  /// change is recorded, so the answer is not held back for longer.
  func boards(showing position: BoardPosition) async -> Boards {
    await node.boards.value(reaching: position, within: Limits.boardWaitMax)
      ?? node.boards.current.value
  }
}

/// A command that was recorded, and what this node shows since.
struct Recording: Sendable {
  let receipt: Receipt
  let boards: Boards

  /// The position that an answer to it carries: at least that of the change.
  var position: BoardPosition { max(boards.position, receipt.position) }

  /// 204: done, and nothing more to say.
  var done: Answer { .done(at: position, eventCount: receipt.eventCount) }

  /// 201 for what was made.
  /// - Parameters:
  ///   - path: where it is found.
  ///   - representation: what is found there, for the tag.
  ///   - write: writes the members of the body.
  func created(
    at path: String?, _ representation: Representation?, _ write: (inout JSONWriter) -> Void
  ) -> Answer {
    var answer = Answer.unstored(.created, write)
    answer.position = position
    answer.eventCount = receipt.eventCount
    answer.entityTag = representation?.tag(epoch: position.epoch)
    if let path { answer.headers[.location] = path }
    return answer
  }
}

extension Recording {
  /// The identity of what was made.
  var madeID: UUIDValue {
    guard case .id(let id) = receipt.outcome else {
      preconditionFailure("what has an identity tells it")
    }
    return id
  }
}
