import Coordination
import ReadModel
import Replication
import ReplicationService
import StatusService

/// Makes this node the primary, if it would be able to decide.
struct MemberPromotion: Sendable {
  let replication: NodeReplicationService
  let boards: Latest<Boards, BoardPosition>

  func promote(_ promotion: Promotion) async -> Result<PromotionReport, PromotionFailure> {
    do throws(UnknownEventError) {
      // Whoever decides must know all that happened.
      _ = try DecisionState(boards.current.value)
    } catch {
      return .failure(.cannotDecide(reason: error.description))
    }
    return await replication.promote(promotion)
  }
}
