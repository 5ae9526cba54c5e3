import StatusDomain
import StatusService

/// Phase lists: published whole, in generations.
enum PhaseRoutes {
  static func show(_ call: Call) async throws(Problem) -> Answer {
    let wanted = try call.numberInQuery("generation")
    let boards = try await call.boards()
    // A number too large for any generation names none.
    let shown: Representation? =
      switch wanted {
      case .none: .phases(nil, boards.status)
      case .some(.none): nil
      case .some(.some(let generation)): .phases(generation, boards.status)
      }
    guard let shown else { throw Problem(.notFound(.phaseList)) }
    return .showing(shown, at: boards.position)
  }

  static func publish(_ call: Call) async throws(Problem) -> Answer {
    let mark = try call.idempotencyMark()
    let names = try PhaseNames(payload: call.body)
    let recording = try await call.record(.publishPhases(names), mark)
    guard case .generation(let generation) = recording.receipt.outcome else {
      preconditionFailure("a published list has a generation")
    }
    return recording.created(
      at: call.path + "?generation=\(generation)", .phases(generation, recording.boards.status)
    ) { $0.member("generation", generation) }
  }
}
