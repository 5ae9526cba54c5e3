import ArgumentParser

/// The program: one subcommand for each thing that a person can ask of it.
@main struct Heliograph: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heliograph",
    abstract: "A status page that remembers everything and survives the site it reports on.",
    discussion: """
      Start a primary, give its --publish and --control addresses to one replica or more in other \
      places, and write incidents through the HTTP API (GET /api/v1/openapi.yaml) at the primary. \
      Every node serves the page and the API; only the primary takes writes.

        heliograph primary --data ./primary --http 127.0.0.1:8080 \\
          --publish tcp://127.0.0.1:7001 --control tcp://127.0.0.1:7002
        heliograph replica --data ./replica --http 127.0.0.1:8081 \\
          --primary-publish tcp://127.0.0.1:7001 \\
          --primary-control tcp://127.0.0.1:7002

      Each option of a node can be given as a flag, as an environment variable (HELIOGRAPH_ and \
      the option's name in capitals) or in a YAML file (--config); a flag wins over the \
      environment, the environment over the file.
      """,
    version: Version.text,
    subcommands: [
      PrimaryCommand.self, ReplicaCommand.self, ApplyCommand.self, ImportCommand.self,
      TokenCommand.self, StatusCommand.self, PromoteCommand.self, RepairCommand.self,
      LogCommand.self,
      ClusterCommand.self, OrphansCommand.self,
      VerifyCommand.self, ReplayCommand.self, ThemeCommand.self,
      KeysCommand.self,
    ])
}

/// The version of the program.
enum Version {
  static let text = "0.1.0"
}
