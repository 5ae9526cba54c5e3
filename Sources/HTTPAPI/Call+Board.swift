import Coordination
import HTTPTypes
import ReadModel
import StandardForms
import StatusService

extension Call {
  /// What this node shows, once it shows the position that the request asks for.
  /// - Throws: `Problem` for a malformed `Heliograph-Min-Position`, and for one that is not reached
  ///   within `boardWaitMax`.
  func boards() async throws(Problem) -> Boards {
    let current = node.boards.current.value
    guard let header = headers[.heliographMinPosition] else { return current }
    let name = HTTPField.Name.heliographMinPosition.rawName
    guard let wanted = BoardPosition(header: header) else {
      throw Problem.malformed(name, "it must be epoch:position, such as 1:42")
    }
    guard let reached = await node.boards.value(reaching: wanted, within: boardWaitMax)
    else {
      var problem = Problem(
        .notReached,
        "This node shows \(current.position.text) and did not reach \(header) in time.", field: name
      )
      problem.retryAfterSeconds = Limits.retryAfterSeconds
      throw problem
    }
    return reached
  }

  /// Whether this node shows the position that the request asks for, if it asks for one, once it
  /// does or `boardWaitMax` is over; not so for a malformed one.
  func reachesWantedPosition() async -> Bool {
    guard let header = headers[.heliographMinPosition] else { return true }
    guard let wanted = BoardPosition(header: header) else { return false }
    return await node.boards.value(reaching: wanted, within: boardWaitMax) != nil
  }
}

extension Latest where Value == Boards, Position == BoardPosition {
  /// The boards once they show `wanted` or more; `nil` if that is not so within `limit`. A position
  /// of a lower epoch than the boards' counts by its number alone: what that epoch recorded up to
  /// the next one is part of this log, too.
  func value(reaching wanted: BoardPosition, within limit: Duration) async -> Boards? {
    let now = current
    if now.position.shows(wanted) { return now.value }
    return await withDeadline(limit) { await self.reaching(wanted) }
  }

  private func reaching(_ wanted: BoardPosition) async -> Boards? {
    do throws(CancellationError) {
      var (value, position) = (try await wait(until: wanted), current.position)
      while position.epoch < wanted.epoch { (value, position) = try await wait(past: position) }
      return value
    } catch {
      return nil
    }
  }
}

extension BoardPosition {
  /// The position as headers write it: `1:42`.
  var text: String { "\(epoch):\(position)" }

  /// Whether a board at this position shows all that was recorded up to `wanted`.
  func shows(_ wanted: BoardPosition) -> Bool { self >= wanted && epoch >= wanted.epoch }

  /// Reads `1:42`: two numbers of 1 to 18 decimal digits; `nil` for anything else.
  init?(header text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isForm = parts.allSatisfy { part in
      (1...18).contains(part.utf8.count)
        && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard parts.count == 2, isForm, let epoch = Int64(parts[0]), let position = Int64(parts[1])
    else { return nil }
    self.init(epoch: epoch, position: position)
  }
}
