import EventLog
import LogStore
import Replication
import StandardForms
import StatusDomain

/// What became of orphans: `{"settled": [{"position": 42, "as": "discarded"}]}`.
struct SettlementPayload {
  let outcomes: [(position: Position, outcome: OrphanSettlement.Outcome)]

  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["settled"])
    outcomes = try reader.required("settled") { value, path throws(Problem) in
      try PayloadReader.elements(value, path, max: Limits.reappliedEventsMax, Read.settlement)
    }
  }
}

extension Read {
  fileprivate static func settlement(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> (position: Position, outcome: OrphanSettlement.Outcome) {
    let reader = try PayloadReader(value, at: path)
    let position = try reader.required("position", integer)
    guard position >= 1, position <= Limits.framePositionMax else {
      throw Problem.malformed(reader.path("position"), "it must be a position, 1 or more")
    }
    let outcome: OrphanSettlement.Outcome
    switch try reader.required("as", text) {
    case "discarded": outcome = .discarded
    case "unchanged": outcome = .unchanged
    case "reapplied":
      outcome = .reapplied(
        as: try reader.required("event", identity), at: try reader.required("at", place))
    case _:
      throw Problem.malformed(
        reader.path("as"), "it must be one of reapplied, unchanged, discarded")
    }
    return (Position(position), outcome)
  }

  private static func place(_ value: JSONValue, _ path: String) throws(Problem) -> EpochPosition {
    guard let place = EpochPosition(try text(value, path)) else {
      throw Problem.malformed(path, "it must be epoch:position, such as 1:42")
    }
    return place
  }
}
