import StatusDomain
import StatusService

/// Impact types: the ways in which a component can be affected.
enum ImpactTypeRoutes {
  static func list(_ call: Call) async throws(Problem) -> Answer {
    let boards = try await call.boards()
    return .showing(.impactTypes(boards.status), at: boards.position)
  }

  static func show(_ call: Call) async throws(Problem) -> Answer {
    let id: ImpactTypeID = try call.id("impactTypeId")
    let boards = try await call.boards()
    guard let shown = Representation.impactType(id, boards.status) else {
      throw Problem(.notFound(.impactType))
    }
    return .showing(shown, at: boards.position)
  }

  static func define(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let draft = try ImpactTypeDraft(payload: call.body)
    let recording = try await call.record(
      .impactType(ImpactTypeID(call.newID()), .define(draft)), mark)
    let id = ImpactTypeID(recording.madeID)
    return recording.created(
      at: call.path + "/" + id.text, .impactType(id, recording.boards.status)
    ) { $0.member("id", id.text) }
  }

  static func revise(_ call: Call) async throws(Problem) -> Answer {
    let id: ImpactTypeID = try call.id("impactTypeId")
    let revision = try ImpactTypeRevision(payload: call.body)
    return try await call.change(.impactType(id, .revise(revision, call.precondition))) {
      .impactType(id, $0)
    }
  }

  static func remove(_ call: Call) async throws(Problem) -> Answer {
    let id: ImpactTypeID = try call.id("impactTypeId")
    return try await call.change(.impactType(id, .remove(call.precondition))) {
      .impactType(id, $0)
    }
  }
}
