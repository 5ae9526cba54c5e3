import EventLog
import HTTPTypes
import ReadModel
import StandardForms
import StatusService

/// The recorded events, page by page.
enum EventRoutes {
  static func page(_ call: Call) async throws(Problem) -> Answer {
    let after = try position(call)
    let count = try call.pageLimit()
    let boards = try await call.boards()
    let events = try await call.events.events(after: after, countMax: count)
    // What the board does not show yet is for the next page: the answer carries its position.
    let shown = events.prefix { $0.position.rawValue <= boards.position.position }
    let next = shown.last.map(\.header.epochPosition.text) ?? after.text
    return .showing(
      .events(Array(shown), next: next, version: boards.position.position), at: boards.position)
  }

  private static func position(_ call: Call) throws(Problem) -> BoardPosition {
    guard let text = try call.query["after"] else { return BoardPosition(epoch: 1, position: 0) }
    guard let position = BoardPosition(header: text) else {
      throw Problem.malformed("after", "it must be epoch:position, such as 1:42")
    }
    return position
  }
}
