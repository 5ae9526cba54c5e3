import HTTPTypes

/// What operators ask at three in the morning.
enum ClusterRoutes {
  /// What this node knows of itself and of the others, at this moment.
  static func show(_ call: Call) -> Answer {
    var answer = Answer(
      .ok, Representation.cluster(call.node.clusterStatus()).body, contentType: "application/json")
    answer.cacheControl = "no-store"
    return answer
  }
}
