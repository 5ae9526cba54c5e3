import EventLog
import Replication
import StandardForms

extension Promotion {
  /// Reads the body of a POST: `{"kind": "planned"}`, or `{"kind": "forced",
  /// "confirmedPosition": 42}`.
  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["kind"])
    switch try reader.required("kind", Read.text) {
    case "planned": self = .planned
    case "forced":
      let position = try reader.required("confirmedPosition", Read.position)
      self = .forced(confirmed: Position(position))
    case _: throw Problem.malformed("$.kind", "it must be one of planned, forced")
    }
  }
}

extension Read {
  fileprivate static func position(_ value: JSONValue, _ path: String) throws(Problem) -> Int64 {
    guard let number = value.integer, number >= 0 else {
      throw Problem.malformed(path, "it must be a position: a whole number, 0 or more")
    }
    return number
  }
}
