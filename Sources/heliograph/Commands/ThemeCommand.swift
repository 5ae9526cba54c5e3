import ArgumentParser
import Foundation
import Theming

/// `heliograph theme`
struct ThemeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme",
    abstract: "Try a theme, or begin one.",
    subcommands: [Check.self, New.self])

  /// `heliograph theme check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make every page with a theme, and name its faults.",
      discussion: """
        Reads the folder as a node does at its start, makes every page of a made-up cloud with it \
        in every language, and prints what is wrong, a line each: FILE:LINE:COLUMN: fault or \
        warning. Exits with 1 if there is a fault; a node does not start with one.
        """)

    @Argument(help: "The folder with theme.yaml.")
    var folder: String

    @Option(help: "Keeps the pages in this folder, to be looked at with a browser.")
    var write: String?

    func run() async throws {
      let check = ThemeCheck(folder: folder)
      for finding in check.findings { try StandardOutput.write(finding.description) }
      let faults = check.findings.count { $0.weight == .fault }
      guard faults == 0 else {
        try StandardOutput.write("\(faults) fault\(faults == 1 ? "" : "s")")
        throw ExitCode(1)
      }
      try StandardOutput.write("no faults; \(check.pages.count) pages and badges were made")
      if let write { try Files.write(check.files, to: write) }
    }
  }

  /// `heliograph theme new`
  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a theme.yaml to begin with, and our templates and words to copy from.")

    @Argument(help: "The folder to make; it must be empty if it is there.")
    var folder: String

    func run() async throws {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      guard names.isEmpty else {
        throw OperatorError("\(folder) is not empty", hint: "name a new folder")
      }
      try Files.write(StarterTheme.files, to: folder)
      try StandardOutput.write("wrote \(folder)/theme.yaml, which says how to go on")
    }
  }

  private enum Files {
    /// Writes files by their paths within `folder`, which is made.
    /// - Throws: `OperatorError` if they cannot be written.
    static func write(_ files: [(name: String, bytes: [UInt8])], to folder: String) throws {
      let root = URL(filePath: folder, directoryHint: .isDirectory)
      do {
        for (name, bytes) in files {
          let file = root.appending(path: name)
          try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
          try Data(bytes).write(to: file)
        }
      } catch {
        throw OperatorError("\(folder) cannot be written", hint: "check its path and mode")
      }
    }
  }
}
