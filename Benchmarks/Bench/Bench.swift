import ArgumentParser

/// Measures parts of the program in one process: `swift run -c release Bench COMMAND`.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Bench",
    abstract: "Measures parts of heliograph in one process.",
    subcommands: [
      GenerateCommand.self, FoldCommand.self, StartCommand.self, SyncCommand.self,
      AppendCommand.self, CopyCommand.self, LoadCommand.self,
      VisibleCommand.self, LagCommand.self,
    ])
}
