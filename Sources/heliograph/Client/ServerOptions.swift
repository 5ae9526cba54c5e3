import ArgumentParser
import Foundation

/// How a tool reaches the node that it speaks to.
struct ServerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The node's URL (HELIOGRAPH_SERVER; default: http://127.0.0.1:8080).", valueName: "url"))
  var server: String?

  @Option(
    help: ArgumentHelp(
      "The token to act with (HELIOGRAPH_TOKEN; the environment keeps it out of `ps`).",
      valueName: "token"))
  var token: String?

  /// As `connection(patienceSeconds:)`, to another node.
  func connection(to url: String, patienceSeconds: Double) throws -> ServerConnection {
    try ServerConnection(
      server: url, token: token ?? ProcessInfo.processInfo.environment["HELIOGRAPH_TOKEN"],
      patienceSeconds: patienceSeconds)
  }

  /// The connection that the flags, else the environment, else the defaults describe.
  /// - Parameter patienceSeconds: how long one answer may take.
  func connection(patienceSeconds: Double = 60) throws -> ServerConnection {
    let environment = ProcessInfo.processInfo.environment
    return try ServerConnection(
      server: server ?? environment["HELIOGRAPH_SERVER"] ?? "http://127.0.0.1:8080",
      token: token ?? environment["HELIOGRAPH_TOKEN"], patienceSeconds: patienceSeconds)
  }
}
