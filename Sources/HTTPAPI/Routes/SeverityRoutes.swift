import StatusDomain
import StatusService

/// Severities: the bands of the scale, addressed by their names.
enum SeverityRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    let boards = try await call.boards()
    return .showing(.severities(boards.status), at: boards.position)
  }

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.text("severityName")
    let boards = try await call.boards()
    guard let shown = Representation.severity(name, boards.status) else {
      throw Problem(.notFound(.severity))
    }
    return .showing(shown, at: boards.position)
  }

  static func define(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let command = try SeverityCommand.define(payload: call.body)
    let recording = try await call.record(.severity(command), mark)
    return recording.done
  }

  static func revise(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.text("severityName")
    let revision = try SeverityRevision(payload: call.body)
    return try await call.change(
      .severity(.revise(name: name, revision, call.precondition))
    ) { .severity(name, $0) }
  }

  static func remove(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.text("severityName")
    return try await call.change(.severity(.remove(name: name, call.precondition))) {
      .severity(name, $0)
    }
  }
}
