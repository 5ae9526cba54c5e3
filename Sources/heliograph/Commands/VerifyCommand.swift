import ArgumentParser
import Audit
import EventLog
import LogStore

/// `heliograph verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Prove that a log holds together.",
    discussion: """
      Reads the log of a stopped or a running node without changing it, recomputes every hash, the \
      chain and the Merkle tree, folds the read model anew and compares. Exits with 0 if all \
      agrees, with 1 naming the first wrong position if not, with 2 if the log cannot be read.
      """)

  @Option(help: "The folder of the node.")
  var data: String

  func run() throws {
    do {
      let verifier = try LogVerifier(try LogStore.openReadOnly(directory: data))
      var progress = Progress("verifying", total: verifier.eventCount)
      let verdict = try verifier.verify { progress.reached($0.rawValue) }
      progress.finish()
      try StandardOutput.write(Self.text(verdict, events: verifier.eventCount))
    } catch let finding as Finding {
      StandardError.write("heliograph verify: \(data): \(finding)")
      throw ExitCode(1)
    } catch let error as LogStoreError {
      StandardError.write("heliograph verify: \(error)")
      throw ExitCode(Self.isFinding(error) ? 1 : 2)
    }
  }

  private static func isFinding(_ error: LogStoreError) -> Bool {
    if case .corrupt = error.code { true } else { false }
  }

  private static func text(_ verdict: Verdict, events: Int64) -> String {
    var text = """
      verified \(events) events of log \(verdict.logID?.text ?? "(empty)")
      head   \(verdict.head.text)
      root   \(verdict.tree.root.hex)
      chain  \(verdict.chain.hex)
      """
    if verdict.unknownCount > 0 {
      text += """

        \(verdict.unknownCount) events are of types that this version does not know: \
        their hashes are right, what they mean was not checked
        """
    }
    return text
  }
}
