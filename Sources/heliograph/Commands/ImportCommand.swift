import ArgumentParser
import Foundation
import StandardForms
import StatuspageImport

/// `heliograph import`
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Record the history of another status page.",
    subcommands: [Statuspage.self])

  /// `heliograph import statuspage`
  struct Statuspage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record a Statuspage v2 export.",
      discussion: """
        Reads components, incidents and scheduled maintenances with their updates, and records \
        them through the API of a running primary with their original times. Each thing keeps a \
        permanent reference to its source: a second run records nothing, a newer export only \
        what changed.
        """)

    @OptionGroup var server: ServerOptions

    @Argument(help: "The export: a JSON file.")
    var file: String

    func run() async throws {
      let export = try Self.read(file)
      let connection = try server.connection()
      let vocabulary = try await ImportVocabulary.prepare(connection)
      try await StatuspageImporter(connection: connection).record(
        ImportPlan(export, phases: vocabulary.phases))
    }

    private static func read(_ path: String) throws -> StatuspageExport {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw OperatorError("the file \(path) cannot be read", hint: "check its name and mode")
      }
      let json: JSONValue
      do throws(JSONError) {
        json = try JSONValue(parsing: [UInt8](data))
      } catch {
        throw OperatorError(
          "\(path) is not JSON: \(error.reason) at byte \(error.offset) (\(error.path))",
          hint: "export it again")
      }
      do throws(StatuspageExportError) {
        return try StatuspageExport(json)
      } catch {
        throw OperatorError(
          "\(path) is no Statuspage v2 export: \(error.reason) (\(error.path))",
          hint: "export it again")
      }
    }
  }
}
