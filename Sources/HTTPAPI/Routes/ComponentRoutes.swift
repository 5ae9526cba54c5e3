import StatusDomain
import StatusService

/// Components: what people depend on.
enum ComponentRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    let time = try call.momentInQuery("at") ?? call.now
    let boards = try await call.boards()
    return .showing(.components(boards.status, at: time), at: boards.position)
  }

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let id: ComponentID = try call.id("componentId")
    let time = try call.momentInQuery("at") ?? call.now
    let boards = try await call.boards()
    guard let shown = Representation.component(id, boards.status, at: time) else {
      throw Problem(.notFound(.component))
    }
    return .showing(shown, at: boards.position)
  }

  static func register(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let draft = try ComponentDraft(payload: call.body)
    let recording = try await call.record(
      .component(ComponentID(call.newID()), .register(draft)), mark)
    let id = ComponentID(recording.madeID)
    return recording.created(
      at: call.path + "/" + id.text,
      .component(id, recording.boards.status, at: call.now)
    ) { $0.member("id", id.text) }
  }

  static func revise(_ call: Call) async throws(Problem) -> Answer {
    let id: ComponentID = try call.id("componentId")
    let revision = try ComponentRevision(payload: call.body)
    return try await call.change(.component(id, .revise(revision, call.precondition))) {
      .component(id, $0, at: call.now)
    }
  }

  static func retire(_ call: Call) async throws(Problem) -> Answer {
    let id: ComponentID = try call.id("componentId")
    return try await call.change(.component(id, .retire(call.precondition))) {
      .component(id, $0, at: call.now)
    }
  }
}
