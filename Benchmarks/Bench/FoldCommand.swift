import ArgumentParser
import LogStore
import ReadModel
import StatusService

/// `Bench fold`
struct FoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Fold a whole log into boards, on one thread: read, re-hash, decode, take in.")

  @Option(help: "The folder of a log.")
  var data: String

  func run() throws {
    let reader = try LogStore.openReadOnly(directory: data)
    let (boards, reading) = try Reading.of { try Boards(folding: reader) }
    let count = Double(boards.position.position)
    print(
      """
      \(boards.position.position) events in \(Reading.text(reading.wallSeconds)) s \
      (processor \(Reading.text(reading.processorSeconds)) s): \
      \(Int(count / reading.wallSeconds)) events/s, \
      \(Int(count / reading.processorSeconds)) for each processor second; \
      \(Reading.residentMebibytes()) MiB in memory
      """)
  }
}
