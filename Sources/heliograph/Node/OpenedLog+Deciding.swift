import Coordination
import EventLog
import LogStore
import Logging
import ReadModel
import ReplicationService
import StatusService

extension OpenedLog {
  /// Has commands decided at `desk` whenever this node has the log for that.
  func deciding(
    at desk: CommandDesk, _ effects: Effects, _ logger: Logger
  ) -> NodeReplicationService.Desk {
    let (head, boards) = (head, boards)
    return NodeReplicationService.Desk(
      start: { writer in
        // All that the log holds is known to who decides; the projector is told of it already.
        let place = BoardPosition(
          epoch: writer.head.epoch.rawValue, position: writer.head.position.rawValue)
        guard let known = try? await boards.wait(until: place) else { return }
        do throws(UnknownEventError) {
          desk.open(
            CommandHandler(
              writer: writer, state: try DecisionState(known), head: head, effects: effects,
              logger: logger, fatal: { NodeLog.stop(logger, because: $0) }))
        } catch {
          NodeLog.stop(logger, because: error)
        }
      },
      stop: {
        guard let writer = await desk.close() else {
          preconditionFailure("I5: who decides has the log")
        }
        return writer
      })
  }
}

extension NodeReplicationService.World {
  /// The system's clock and randomness.
  init(_ effects: Effects) {
    self.init(
      now: effects.now, randomSalt: effects.randomSalt,
      openingStream: EpochOpening.stream,
      opening: { EpochOpening.proposed($0, version: $1, effects) })
  }
}
