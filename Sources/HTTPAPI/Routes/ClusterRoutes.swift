import EventLog
import HTTPTypes
import Replication
import StandardForms

/// What operators ask at three in the morning, and who writes from then on.
enum ClusterRoutes {
  /// What this node knows of itself and of the others, at this moment.
  static func show(_ call: Call) -> Answer {
    var answer = Answer(
      .ok, Representation.cluster(call.node.clusterStatus()).body, contentType: "application/json")
    answer.cacheControl = "no-store"
    return answer
  }

  /// Makes this node the primary.
  static func promote(_ call: Call) async throws(Problem) -> Answer {
    let promotion = try Promotion(payload: call.body)
    guard let promote = call.node.promote else { throw Problem(.noMembership) }
    do throws(PromotionFailure) {
      return answer(try await promote(promotion).get())
    } catch {
      throw Problem(error)
    }
  }

  private static func answer(_ report: PromotionReport) -> Answer {
    var json = JSONWriter()
    json.beginObject()
    json.member("epoch", report.epoch.rawValue)
    json.member("position", report.position.rawValue)
    json.member("missing", report.missingCount)
    json.member("complete", report.gathered.isComplete)
    json.list("silent", report.gathered.silent) { json, node in json.string("\(node)") }
    json.endObject()
    var answer = Answer(.ok, json.bytes, contentType: "application/json")
    answer.cacheControl = "no-store"
    return answer
  }
}
