import ArgumentParser
import Foundation
import Provisioning
import StandardForms
import StatusDomain

/// `heliograph apply`
struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Let a node have the components, impact types, severities and phases of a file.",
    discussion: """
      Compares the YAML file with what the running primary has, shows what differs (+ new, \
      ~ changed, - retired) and records it: all of it at once, or nothing. A second run records \
      nothing. Things are found by their id, else by their key, else by their name; what the file \
      does not say is left alone.
      """)

  @OptionGroup var server: ServerOptions

  @Argument(help: "The declaration: a YAML file.")
  var file: String

  @Flag(help: "Show what would change, and change nothing.")
  var dryRun = false

  @Flag(help: "Retire what is there and not in the file, of the kinds that are in the file.")
  var prune = false

  @Flag(help: "With --dry-run: exit with 2 if anything would change.")
  var exitCode = false

  func validate() throws {
    guard dryRun || !exitCode else {
      throw ValidationError("--exit-code is for --dry-run: without it 0 means applied")
    }
  }

  func run() async throws {
    let declared = try DeclarationFile(file)
    let connection = try server.connection()
    let answer = try await connection.send(
      "POST", "/api/v1/provision",
      query: dryRun ? [URLQueryItem(name: "dryRun", value: "true")] : [],
      body: declared.document.declaration.request(prunes: prune))
    guard answer.status == 200 else { throw refusal(answer, declared, connection) }
    guard let plan = try answer.json()["plan"].flatMap({ ProvisioningPlan($0) }) else {
      throw OperatorError("the server answered without a plan", hint: "check --server")
    }
    let text = PlanText(plan, isColoured: Self.isColoured)
    for line in text.lines { try StandardOutput.write(line) }
    if !dryRun, !plan.steps.isEmpty { try StandardOutput.write(text.applied) }
    if exitCode, !plan.steps.isEmpty { throw ExitCode(2) }
  }

  /// What the node finds wrong with the declaration, at its places in the file; else its words.
  private func refusal(
    _ answer: ServerConnection.Answer, _ declared: DeclarationFile, _ connection: ServerConnection
  ) -> OperatorError {
    let errors = (try? answer.json())?["errors"]?.array ?? []
    let faults = errors.compactMap { error -> (path: String, reason: String)? in
      guard let field = error["field"]?.string, let detail = error["detail"]?.string else {
        return nil
      }
      return (field.hasPrefix("$.") ? String(field.dropFirst(2)) : "", detail)
    }
    return faults.isEmpty ? connection.failure(answer) : declared.refusal(faults)
  }

  /// On a terminal that shows colours, unless its user wants none (https://no-color.org).
  private static var isColoured: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }
}
