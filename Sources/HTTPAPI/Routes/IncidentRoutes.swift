import StatusDomain
import StatusService

/// Incidents, planned maintenance among them.
enum IncidentRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    guard let start = try call.momentInQuery("start") else {
      throw Problem.malformed("start", "it must be given, as the first moment of the span")
    }
    guard let end = try call.momentInQuery("end") else {
      throw Problem.malformed("end", "it must be given, as the last moment of the span")
    }
    guard start <= end else { throw Problem.malformed("end", "it must not lie before start") }
    let boards = try await call.boards()
    return .showing(.incidents(from: start, through: end, boards.status), at: boards.position)
  }

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let boards = try await call.boards()
    guard let shown = Representation.incident(id, boards.status) else {
      throw Problem(.notFound(.incident))
    }
    return .showing(shown, at: boards.position)
  }

  static func open(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let draft = try IncidentDraft(payload: call.body)
    let recording = try await call.record(
      .incident(IncidentID(call.newID()), .open(draft)), mark)
    let id = IncidentID(recording.madeID)
    return recording.created(
      at: call.path + "/" + id.text, .incident(id, recording.boards.status)
    ) { $0.member("id", id.text) }
  }

  static func revise(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    let revision = try IncidentRevision(payload: call.body)
    return try await call.change(.incident(id, .revise(revision, call.precondition))) {
      .incident(id, $0)
    }
  }

  static func delete(_ call: Call) async throws(Problem) -> Answer {
    let id: IncidentID = try call.id("incidentId")
    return try await call.change(.incident(id, .delete(call.precondition))) {
      .incident(id, $0)
    }
  }
}
