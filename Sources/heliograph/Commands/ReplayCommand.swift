import ArgumentParser
import Audit
import EventLog
import LogStore
import ReadModel

/// `heliograph replay`
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Show the status board as it stood at a position.",
    discussion: """
      Folds the log of a stopped or a running node from its first event and prints the board as \
      JSON in one fixed form: two nodes that print the same bytes for a position hold the same \
      board.
      """)

  @Option(help: "The folder of the node.")
  var data: String

  @Option(help: "The position, as a number or as EPOCH:POSITION; the last one if left out.")
  var at: String?

  func run() throws {
    let reader = try LogStore.openReadOnly(directory: data)
    let head = try reader.head()
    let position = try position(in: reader, head: head)
    var progress = Progress("replaying", total: position.rawValue)
    let board: StatusBoard
    do {
      board = try replay(reader, to: position) { progress.reached($0.rawValue) }
    } catch let finding as Finding {
      throw OperatorError("\(data): \(finding)", hint: "run verify; restore the log")
    }
    progress.finish()
    try StandardOutput.write(board.canonicalJSON)
  }

  private func position(in reader: LogReader, head: LogHead) throws -> Position {
    guard let at else { return head.position }
    let epoch = EpochPosition(at)
    guard let number = epoch?.position.rawValue ?? Int64(at), number >= 0 else {
      throw OperatorError(
        "--at is \"\(at)\", which is no position", hint: "write for example 42 or 1:42")
    }
    guard number <= head.position.rawValue else {
      throw OperatorError(
        "--at is \(at), and the log ends at \(head.epochPosition.text)",
        hint: "ask for a position up to that")
    }
    let position = Position(number)
    if let epoch, let event = try reader.event(at: position), event.header.epoch != epoch.epoch {
      throw OperatorError(
        "position \(number) was recorded in epoch \(event.header.epoch.rawValue)",
        hint: "write \(event.header.epochPosition.text)")
    }
    return position
  }
}
