import StandardForms
import StatusService

extension Representation {
  /// What a node knows of the cluster.
  static func cluster(_ status: ClusterStatus) -> Representation {
    var json = JSONWriter()
    json.beginObject()
    json.member("name", status.name)
    json.nullable("region", status.region)
    json.nullable("log", status.log)
    json.member("role", status.role.rawValue)
    json.member("condition", status.condition)
    json.member("epoch", status.epoch)
    json.member("head", status.head)
    json.member("lag", status.lag)
    json.nullable("committed", status.committed)
    json.nullable("url", status.url)
    json.key("takesWrites")
    if let takesWrites = status.takesWrites { json.bool(takesWrites) } else { json.null() }
    json.key("heard")
    if let heard = status.heard { json.heard(heard) } else { json.null() }
    json.member("healthy", status.problemCount == 0)
    json.list("problems", status.problems) { json, problem in json.problem(problem) }
    json.list("nodes", status.peers) { json, peer in json.peer(peer) }
    json.endObject()
    return Representation(body: json.bytes, version: status.head)
  }
}

extension JSONWriter {
  fileprivate mutating func peer(_ peer: ClusterStatus.Peer) {
    beginObject()
    member("name", peer.name)
    nullable("region", peer.region)
    nullable("url", peer.url)
    nullable("role", peer.role?.rawValue)
    nullable("epoch", peer.epoch)
    nullable("head", peer.head)
    nullable("acknowledged", peer.acknowledged)
    nullable("lag", peer.lag)
    nullable("ageMilliseconds", peer.ageMilliseconds)
    member("connected", peer.isConnected)
    key("problem")
    if let problem = peer.problem { self.problem(problem) } else { null() }
    endObject()
  }

  fileprivate mutating func heard(_ heard: ClusterStatus.Heard) {
    beginObject()
    member("position", heard.position)
    nullable("epoch", heard.epoch)
    nullable("by", heard.by)
    nullable("ageMilliseconds", heard.ageMilliseconds)
    endObject()
  }

  fileprivate mutating func problem(_ problem: ClusterStatus.Problem) {
    beginObject()
    member("reason", problem.reason)
    member("hint", problem.hint)
    endObject()
  }

  mutating func nullable(_ name: String, _ text: String?) {
    key(name)
    if let text { string(text) } else { null() }
  }

  mutating func nullable(_ name: String, _ number: Int64?) {
    key(name)
    if let number { integer(number) } else { null() }
  }
}
