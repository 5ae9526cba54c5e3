import EventLog
import HTTPTypes
import LogStore
import StandardForms
import StatusDomain
import StatusService

/// What this node alone had when another became the primary, and what became of it.
enum OrphanRoutes {
  /// All bundles of this node.
  static func list(_ call: Call) async throws(Problem) -> Answer {
    guard let orphans = call.node.orphans else {
      return .unstored { $0.list("data", []) { _, _ in } }
    }
    do throws(OrphanFault) {
      let bundles = try await orphans.bundles()
      return .unstored { $0.list("data", bundles) { json, bundle in json.bundle(bundle) } }
    } catch {
      throw Problem(error)
    }
  }

  /// One bundle, page by page.
  static func show(_ call: Call) async throws(Problem) -> Answer {
    let orphans = try desk(call)
    let name = try call.text("bundle")
    let after = try call.numberInQuery("after") ?? 0
    guard let after else { throw Problem.malformed("after", "it must be a position") }
    let limit = try call.pageLimit()
    do throws(OrphanFault) {
      let (summary, events) = try await orphans.page(
        of: name, after: Position(Int64(after)), countMax: limit,
        bytesMax: Limits.eventPageBytesMax)
      let last = events.last?.event.position
      let next = last.flatMap { $0 < summary.header.last ? $0.rawValue : nil }
      return .unstored { json in
        json.key("bundle")
        json.summary(summary)
        json.list("data", events) { json, orphan in json.orphan(orphan) }
        json.nullable("next", next)
      }
    } catch {
      throw Problem(error)
    }
  }

  /// Records what became of orphans.
  static func settle(_ call: Call) async throws(Problem) -> Answer {
    let orphans = try desk(call)
    let name = try call.text("bundle")
    let outcomes = try SettlementPayload(payload: call.body).outcomes
    do throws(OrphanFault) {
      let summary = try await orphans.settle(
        outcomes, of: name, at: call.now, by: call.actor)
      return .unstored { json in
        json.key("bundle")
        json.summary(summary)
      }
    } catch {
      throw Problem(error)
    }
  }

  private static func desk(_ call: Call) throws(Problem) -> OrphanDesk {
    guard let orphans = call.node.orphans else {
      throw Problem(.notFound, "This node was started without --cluster: it has no orphans.")
    }
    return orphans
  }

}

extension Problem {
  /// The one table from what is wrong with orphans to what an administrator is told.
  fileprivate init(_ fault: OrphanFault) {
    let kind: Problem.Kind
    switch fault.code {
    case .notFound: kind = .notFound
    case .damaged, .unsigned, .wrongSignature, .settledOtherwise: kind = .conflict
    case .unknownEvent: kind = .invalid
    case .full: kind = .storageFull
    case .inaccessible, .notSigned: kind = .storageFailed
    }
    self.init(kind, "\(fault.reason): \(fault.hint)")
  }
}
