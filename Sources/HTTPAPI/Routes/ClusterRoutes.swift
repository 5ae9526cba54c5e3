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
    guard let promote = call.node.promote else { throw Problem(PromotionFailure.noMembership) }
    do throws(PromotionFailure) {
      return answer(try await promote(promotion).get())
    } catch {
      throw Problem(error)
    }
  }

  /// Mends this node's log from another's.
  static func repair(_ call: Call) async throws(Problem) -> Answer {
    guard let repair = call.node.repair else { throw Problem(RepairFailure.noMembership) }
    do throws(RepairFailure) {
      return answer(try await repair().get())
    } catch {
      throw Problem(error)
    }
  }

  private static func answer(_ report: RepairReport) -> Answer {
    .unstored { json in
      json.member("from", "\(report.from)")
      json.key("replaced")
      if let replaced = report.replaced {
        json.beginObject()
        json.member("first", replaced.lowerBound.rawValue)
        json.member("last", replaced.upperBound.rawValue)
        json.endObject()
      } else {
        json.null()
      }
      json.member("putAside", report.putAsideCount)
    }
  }

  private static func answer(_ report: PromotionReport) -> Answer {
    .unstored { json in
      json.member("epoch", report.epoch.rawValue)
      json.member("position", report.position.rawValue)
      json.member("missing", report.missingCount)
      json.member("complete", report.gathered.isComplete)
      json.list("silent", report.gathered.silent) { json, node in json.string("\(node)") }
    }
  }
}
