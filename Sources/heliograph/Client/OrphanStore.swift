import Foundation
import StandardForms

/// The orphans that a node keeps, over HTTP.
struct OrphanStore {
  let connection: ServerConnection

  /// A bundle with all of its orphans.
  struct Bundle {
    let name: String
    let summary: JSONValue
    let orphans: [Orphan]

    /// Why it is not to be trusted; nil if nothing speaks against it.
    var fault: String? { summary["fault"]?.string }
  }

  struct Orphan {
    let position: Int64
    let json: JSONValue

    var title: String { OrphanTitle(json).text }
    var isSettled: Bool { json["settled"].map { $0 != .null } ?? false }
    /// What all events of one command share.
    var correlation: String? { json["correlation"]?.string }
    /// Whether it happened to the log itself, which no other log can repeat.
    var isOfLog: Bool { json["stream"]?.string == "log" }
  }

  /// What becomes of an orphan.
  enum Outcome {
    case reapplied(event: String, at: String)
    case unchanged
    case discarded
  }

  /// The bundles, oldest first, as the API lists them.
  func bundles() async throws -> [JSONValue] {
    try await connection.require("GET", "/api/v1/orphans").json()["data"]?.array ?? []
  }

  /// - Throws: `OperatorError` for a bundle that is not there or cannot be read.
  func bundle(_ name: String) async throws -> Bundle {
    var orphans: [Orphan] = []
    var after: Int64? = 0
    var summary = JSONValue.null
    while let from = after {
      let page = try await connection.require(
        "GET", path(name),
        query: [
          URLQueryItem(name: "after", value: "\(from)"), URLQueryItem(name: "limit", value: "500"),
        ]
      ).json()
      guard let bundle = page["bundle"], let events = page["data"]?.array else {
        throw OperatorError(
          "the server's answer says nothing of orphans", hint: "check --server and its version")
      }
      summary = bundle
      orphans += events.compactMap { event in
        event["position"]?.integer.map { Orphan(position: $0, json: event) }
      }
      after = page["next"]?.integer
    }
    return Bundle(name: name, summary: summary, orphans: orphans)
  }

  /// Records what became of these; harmless to say twice.
  func settle(_ outcomes: [(Orphan, Outcome)], of bundle: Bundle) async throws {
    var json = JSONWriter()
    json.beginObject()
    json.key("settled")
    json.beginArray()
    for (orphan, outcome) in outcomes {
      json.beginObject()
      json.key("position")
      json.integer(orphan.position)
      json.key("as")
      switch outcome {
      case .discarded: json.string("discarded")
      case .unchanged: json.string("unchanged")
      case .reapplied(let event, let place):
        json.string("reapplied")
        json.key("event")
        json.string(event)
        json.key("at")
        json.string(place)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    _ = try await connection.require("POST", path(bundle.name) + "/settlements", body: json.bytes)
  }

  private func path(_ name: String) -> String { "/api/v1/orphans/\(name)" }
}

extension OrphanStore.Bundle {
  /// The orphans at these positions, or all; with each the others of its command, as rules may hold
  /// for all of them together only.
  /// - Returns: in order, those of one command together; the settled ones are left out.
  /// - Throws: `OperatorError` for a position that is not here.
  func commands(at positions: [Int64], all: Bool) throws -> [[OrphanStore.Orphan]] {
    let known = Set(orphans.map(\.position))
    if let stranger = positions.first(where: { !known.contains($0) }) {
      throw OperatorError(
        "position \(stranger) is not in \(name)", hint: "see `heliograph orphans show \(name)`")
    }
    var commands: [[OrphanStore.Orphan]] = []
    for orphan in orphans {
      if let correlation = orphan.correlation,
        commands.last?.last?.correlation == correlation
      {
        commands[commands.count - 1].append(orphan)
      } else {
        commands.append([orphan])
      }
    }
    return commands.filter { all || $0.contains { positions.contains($0.position) } }
      .map { $0.filter { !$0.isSettled } }.filter { !$0.isEmpty }
  }
}
