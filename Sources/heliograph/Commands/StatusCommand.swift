import ArgumentParser
import Foundation
import StandardForms

/// `heliograph status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a node and the others of its cluster are, and what is wrong.",
    discussion: """
      Asks one running node for what it knows: its own state, and of each other node whether it is \
      heard, how far it is behind and when its last word came. Exits with 0 if nothing is wrong, \
      with 1 if anything is, or if the node does not answer. Any token will do.
      """)

  @OptionGroup var server: ServerOptions

  @Flag(help: "Print what the API answers, on one line.")
  var json = false

  @Flag(help: "Show it again every two seconds, until Ctrl-C.")
  var watch = false

  /// Between two looks.
  private static let pause = Duration.seconds(2)

  func run() async throws {
    let connection = try server.connection(patienceSeconds: 10)
    guard watch else {
      guard try await show(connection) else { throw ExitCode(1) }
      return
    }
    while true {
      do {
        _ = try await show(connection)
      } catch let error as NoAnswerError {
        // The node comes back, perhaps; whoever watches wants to see that.
        StandardError.write("\(error)")
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  /// - Returns: whether nothing is wrong.
  private func show(_ connection: ServerConnection) async throws -> Bool {
    let answer = try await connection.require("GET", "/api/v1/cluster")
    let status = try answer.json()
    guard case .bool(let isHealthy)? = status["healthy"] else {
      throw OperatorError(
        "the server's answer says nothing of a cluster", hint: "check --server and its version")
    }
    if json {
      try StandardOutput.write(status.text)
    } else {
      if watch, isatty(STDOUT_FILENO) == 1 { try StandardOutput.write("\u{1B}[H\u{1B}[2J") }
      for line in StatusText(status, isHealthy: isHealthy).lines { try StandardOutput.write(line) }
    }
    return isHealthy
  }
}
