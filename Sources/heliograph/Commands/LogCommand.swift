import ArgumentParser
import EventLog
import Foundation
import StandardForms

/// `heliograph log`
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show the events of a node's log, and follow them as they come.",
    discussion: """
      Prints one line for each public event: position, time, type, stream and what was recorded. \
      With --json each line is the event as the API gives it.
      """)

  @OptionGroup var server: ServerOptions

  @Option(help: "Begin after this EPOCH:POSITION; from the first event if left out.")
  var after: String?

  @Flag(help: "Wait for new events at the end, until Ctrl-C.")
  var follow = false

  @Flag(help: "Print JSON, one event a line.")
  var json = false

  func run() async throws {
    let connection = try server.connection()
    var cursor = after
    while true {
      let page = try await connection.require(
        "GET", "/api/v1/events",
        query: [URLQueryItem(name: "limit", value: "500")]
          + (cursor.map { [URLQueryItem(name: "after", value: $0)] } ?? [])
      )
      let document = try page.json()
      for event in document["data"]?.array ?? [] { show(event) }
      let next = document["next"]?.string ?? cursor
      let head = page.header("Heliograph-Position")
      if next != cursor, next != head {
        cursor = next
      } else {
        cursor = next
        guard follow else { return }
        try await waitForNews(after: cursor ?? "1:0", connection)
      }
    }
  }

  /// The node answers once its log is longer, or after a while with 503, which means "ask again".
  private func waitForNews(after cursor: String, _ connection: ServerConnection) async throws {
    guard let known = EpochPosition(cursor) else { return }
    let wanted = EpochPosition(epoch: known.epoch, position: known.position.next)
    let answer = try await connection.send(
      "GET", "/api/v1/phases", headers: ["Heliograph-Min-Position": wanted.text])
    guard answer.status == 503 || (200...299).contains(answer.status) else {
      throw connection.failure(answer)
    }
  }

  private func show(_ event: JSONValue) {
    guard !json else { return StandardOutput.write(event.text) }
    let place = "\(event["epoch"]?.integer ?? 0):\(event["position"]?.integer ?? 0)"
    let columns = [
      place, event["recordedAt"]?.string ?? "", event["type"]?.string ?? "",
      event["stream"]?.string ?? "",
      event["data"].map { String(decoding: $0.text, as: UTF8.self) } ?? "",
      event["texts"].map { String(decoding: $0.text, as: UTF8.self) } ?? "",
    ]
    StandardOutput.write(Array(columns.joined(separator: "\t").utf8))
  }
}
