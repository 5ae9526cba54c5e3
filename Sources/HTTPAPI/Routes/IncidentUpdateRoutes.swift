import HashTreeCollections
import ReadModel
import StatusDomain
import StatusService

/// Incident updates: what was said about an incident.
enum IncidentUpdateRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let boards = try await call.boards()
    guard let shown = Representation.updates(of: id, boards.status) else {
      throw Problem(.notFound(.incident))
    }
    return .showing(shown, at: boards.position)
  }

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let order = try call.number("updateOrder")
    let boards = try await call.boards()
    guard boards.status.incidents[id] != nil else { throw Problem(.notFound(.incident)) }
    guard let order, let shown = Representation.update(order, of: id, boards.status) else {
      throw Problem(.notFound(.incidentUpdate))
    }
    return .showing(shown, at: boards.position)
  }

  static func post(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let mark = try call.idempotencyMark()
    let draft = try UpdateDraft(payload: call.body)
    let recording = try await call.record(.incident(id, .postUpdate(draft)), mark)
    guard case .order(let order) = recording.receipt.outcome else {
      preconditionFailure("an update that was posted has an order")
    }
    return recording.created(
      at: call.path + "/\(order)", .update(order, of: id, recording.boards.status)
    ) { $0.member("order", order) }
  }

  static func revise(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let order = try call.number("updateOrder")
    let revision = try UpdateRevision(payload: call.body)
    // A number too large for any update names none.
    guard let order else { throw Problem(.notFound(.incidentUpdate)) }
    return try await call.change(
      .incident(id, .reviseUpdate(order: order, revision, call.precondition))
    ) { .update(order, of: id, $0) }
  }

  static func delete(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    guard let order = try call.number("updateOrder") else {
      throw Problem(.notFound(.incidentUpdate))
    }
    return try await call.change(.incident(id, .deleteUpdate(order: order, call.precondition))) {
      .update(order, of: id, $0)
    }
  }
}
