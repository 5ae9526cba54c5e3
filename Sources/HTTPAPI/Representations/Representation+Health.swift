import StandardForms
import StatusService

extension Representation {
  /// What a node says of itself.
  static func health(_ status: NodeStatus) -> Representation {
    var json = JSONWriter()
    json.beginObject()
    json.member("role", status.role.rawValue)
    json.member("condition", status.condition)
    json.member("epoch", status.epoch)
    json.member("position", status.position)
    json.member("head", status.head)
    json.member("lag", status.lag)
    json.member("ageMilliseconds", status.ageMilliseconds)
    json.member("caughtUp", status.isCaughtUp)
    json.member("stale", status.isStale)
    if let url = status.primaryURL { json.member("primary", url) }
    json.endObject()
    return Representation(body: json.bytes, version: status.position)
  }
}
