import Coordination
import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// Import: many things at once, with their own times, each decided for itself.
enum ImportRoutes {
  static func record(_ call: Call) async throws(Problem) -> Answer {
    let payload = try ImportPayload(call.body, newID: call.newID)
    let readable = payload.items.compactMap { try? $0.get() }
    var results = await call.node.desk.submit(
      readable.map { CommandCall(command: .importing($0), actor: call.actor) })[...]
    var outcomes: [ItemOutcome] = []
    var position = call.node.boards.current.position
    for item in payload.items {
      switch item {
      case .failure(let problem): outcomes.append(.rejected(problem))
      case .success:
        switch results.removeFirst() {
        case .success(let receipt):
          position = max(position, receipt.position)
          outcomes.append(.taken(receipt))
        case .failure(.rejected(let rejection)): outcomes.append(.rejected(Problem(rejection)))
        // Nothing is wrong with the item: all of it can be sent again, and records nothing twice.
        case .failure(let failure): throw call.problem(failure)
        }
      }
    }
    _ = await call.boards(showing: position)
    return answer(outcomes, at: position)
  }

  private enum ItemOutcome {
    case taken(Receipt)
    case rejected(Problem)

    var eventCount: Int {
      switch self {
      case .taken(let receipt): receipt.eventCount
      case .rejected: 0
      }
    }
  }

  private static func answer(_ outcomes: [ItemOutcome], at position: BoardPosition) -> Answer {
    var answer = Answer.unstored { json in
      json.list("results", outcomes) { json, outcome in
        json.beginObject()
        switch outcome {
        case .taken(let receipt):
          json.member("status", word(receipt))
          if let id = receipt.identity { json.member("id", id.text) }
        case .rejected(let problem):
          json.member("status", "rejected")
          json.key("problem")
          problem.write(to: &json)
        }
        json.endObject()
      }
    }
    answer.position = position
    answer.eventCount = outcomes.reduce(0) { $0 + $1.eventCount }
    return answer
  }

  private static func word(_ receipt: Receipt) -> String {
    guard receipt.eventCount > 0 else { return "unchanged" }
    // What is new tells its identity first; a change tells that of its own first event.
    if case .id = receipt.outcome { return "created" }
    return "changed"
  }
}
