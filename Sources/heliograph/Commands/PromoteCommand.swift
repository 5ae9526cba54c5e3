import ArgumentParser
import Foundation
import StandardForms

/// `heliograph promote`
struct PromoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Make another node of the cluster the primary.",
    discussion: """
      The present primary stops writing, waits until NODE has everything, and hands over: nothing \
      is lost, and writes pause for less than two seconds.

      With --force the present primary is gone: NODE takes what the nodes have that can be \
      reached, and begins without it. It shows first how far the log was heard of, and goes on \
      when that position is confirmed. What only the old primary has, it keeps as orphans when it \
      comes back.

      Ask any node that runs: it knows where NODE is. Needs an administrator's token.
      """)

  @Argument(help: "The node's name in the cluster's file.")
  var node: String

  @Flag(help: "The present primary is gone, and cannot hand over.")
  var force = false

  @Option(
    help: ArgumentHelp(
      "With --force: how far the log was heard of, as this command showed it.",
      valueName: "position"))
  var confirm: Int64?

  @OptionGroup var server: ServerOptions

  /// Longer than a node tries to hand over.
  private static let patienceSeconds = 60.0

  func validate() throws {
    guard force || confirm == nil else {
      throw ValidationError("--confirm is for --force only")
    }
  }

  func run() async throws {
    let connection = try await connection()
    var json = JSONWriter()
    json.beginObject()
    json.key("kind")
    json.string(force ? "forced" : "planned")
    if force {
      json.key("confirmedPosition")
      json.integer(try await confirmedPosition(connection))
    }
    json.endObject()
    let answer = try await connection.require(
      "POST", "/api/v1/cluster/promotion", body: json.bytes)
    for line in try PromotionText(answer.json(), of: node).lines {
      try StandardOutput.write(line)
    }
  }

  /// To the node that is to be promoted, as the node that was asked knows it.
  private func connection() async throws -> ServerConnection {
    let asked = try server.connection(patienceSeconds: Self.patienceSeconds)
    let status = try await asked.require("GET", "/api/v1/cluster").json()
    if status["name"]?.string == node { return asked }
    let others = status["nodes"]?.array ?? []
    guard let found = others.first(where: { $0["name"]?.string == node }) else {
      let names = ([status] + others).compactMap { $0["name"]?.string }
      throw OperatorError(
        "no node is called \(node)", hint: "choose one of \(names.joined(separator: ", "))")
    }
    guard let url = found["url"]?.string else {
      throw OperatorError(
        "it is not known where \(node) is: the node was started without --cluster",
        hint: "only nodes of a cluster can be promoted")
    }
    return try server.connection(to: url, patienceSeconds: Self.patienceSeconds)
  }

  /// Shows what would be lost, and what the operator confirms it with.
  private func confirmedPosition(_ connection: ServerConnection) async throws -> Int64 {
    let status = try await connection.require("GET", "/api/v1/cluster").json()
    let heard = try HeardText(status, by: node)
    if let confirm { return confirm }
    for line in heard.lines { try StandardOutput.write(line) }
    guard isatty(STDIN_FILENO) == 1 else {
      throw OperatorError(
        "nothing was changed: what was heard of is not confirmed",
        hint: "give --confirm \(heard.position) if that may be lost which lies beyond what is here")
    }
    try StandardOutput.write("Type \(heard.position) to promote \(node), anything else to stop:")
    guard let line = readLine(), Int64(line) == heard.position else {
      throw OperatorError("nothing was changed", hint: "the position was not confirmed")
    }
    return heard.position
  }
}
