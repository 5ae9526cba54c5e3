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
    var isConnected = false
    while true {
      do {
        let atEnd = try await showPage(after: &cursor, connection)
        isConnected = true
        guard atEnd else { continue }
        guard follow else { return }
        try await waitForNews(after: cursor ?? "1:0", connection)
      } catch let error as NoAnswerError where follow && isConnected {
        StandardError.write("\(error); trying again after \(cursor ?? "the start")")
        try await Task.sleep(for: Self.pause)
      }
    }
  }

  /// Between two tries to reach a node that was there before.
  private static let pause = Duration.seconds(1)

  /// Shows the events after `cursor` and moves it.
  /// - Returns: whether the log ends there for now.
  private func showPage(
    after cursor: inout String?, _ connection: ServerConnection
  ) async throws -> Bool {
    let page = try await connection.require(
      "GET", "/api/v1/events",
      query: [URLQueryItem(name: "limit", value: "500")]
        + (cursor.map { [URLQueryItem(name: "after", value: $0)] } ?? []))
    let document = try page.json()
    for event in document["data"]?.array ?? [] { try show(event) }
    let previous = cursor
    cursor = document["next"]?.string ?? cursor
    return cursor == previous || cursor == page.header("Heliograph-Position")
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

  private func show(_ event: JSONValue) throws {
    guard !json else { return try StandardOutput.write(event.text) }
    let place = "\(event["epoch"]?.integer ?? 0):\(event["position"]?.integer ?? 0)"
    let columns = [
      place, event["recordedAt"]?.string ?? "", event["type"]?.string ?? "",
      event["stream"]?.string ?? "",
      event["data"].map { String(decoding: $0.text, as: UTF8.self) } ?? "",
      event["texts"].map { String(decoding: $0.text, as: UTF8.self) } ?? "",
    ]
    try StandardOutput.write(columns.joined(separator: "\t"))
  }
}
