import ArgumentParser
import Foundation
import StandardForms

/// `heliograph token`
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Create, list and revoke API tokens.",
    discussion: "Speaks to a running primary, with an administrator's token.",
    subcommands: [Create.self, List.self, Revoke.self])

  /// `heliograph token create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create a token and show it; it cannot be shown again.")

    @OptionGroup var server: ServerOptions

    @Option(help: "What people call it.")
    var name: String

    @Option(help: "administrator (everything), operator (all but tokens) or reader (reading).")
    var role = "operator"

    @Option(help: "From when on it is no longer accepted, as RFC 3339; never if left out.")
    var expires: String?

    func run() async throws {
      var json = JSONWriter()
      json.beginObject()
      json.key("displayName")
      json.string(name)
      json.key("role")
      json.string(role)
      if let expires {
        json.key("expiresAt")
        json.string(expires)
      }
      json.endObject()
      let answer = try await server.connection().require(
        "POST", "/api/v1/tokens", body: json.bytes
      ).json()
      guard let id = answer["id"]?.string, let token = answer["token"]?.string else {
        throw OperatorError("the server answered without a token", hint: "check --server")
      }
      StandardError.write("created token \(id); it is shown only now:")
      do {
        try StandardOutput.write(token)
      } catch {
        throw OperatorError(
          "the token \(id) was created and could not be shown",
          hint: "revoke it and create another")
      }
    }
  }

  /// `heliograph token list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the tokens that are accepted.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
      let answer = try await server.connection().require("GET", "/api/v1/tokens").json()
      for token in answer["data"]?.array ?? [] {
        let columns = [
          token["id"]?.string ?? "", token["role"]?.string ?? "",
          token["expiresAt"]?.string ?? "never expires", token["displayName"]?.string ?? "",
        ]
        try StandardOutput.write(columns.joined(separator: "\t"))
      }
    }
  }

  /// `heliograph token revoke`
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept a token no longer, from now on.")

    @OptionGroup var server: ServerOptions

    @Argument(help: "The token's id, as `list` shows it.")
    var id: String

    func run() async throws {
      guard UUIDValue(id) != nil else {
        throw OperatorError(
          "\"\(id)\" is no token's id", hint: "take it from `heliograph token list`")
      }
      _ = try await server.connection().require("DELETE", "/api/v1/tokens/\(id)")
      StandardError.write("revoked token \(id)")
    }
  }
}
