import HTTPTypes
import StatusService

/// What watches over a node asks these.
enum HealthRoutes {
  /// 200 while the process answers at all.
  static func alive(_ call: Call) -> Answer { answer(call, isGood: { _ in true }) }

  /// 200 once the node has caught up with its primary; 503 before.
  static func ready(_ call: Call) -> Answer { answer(call, isGood: \.isCaughtUp) }

  private static func answer(_ call: Call, isGood: (NodeStatus) -> Bool) -> Answer {
    let status = call.node.nodeStatus()
    var answer = Answer(
      isGood(status) ? .ok : .serviceUnavailable, Representation.health(status).body,
      contentType: "application/json")
    answer.cacheControl = "no-store"
    return answer
  }
}
