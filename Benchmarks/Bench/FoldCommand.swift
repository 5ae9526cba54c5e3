import ArgumentParser
import LogStore
import ReadModel
import StatusService

/// `Bench fold`
struct FoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold",
    abstract: "Fold a whole log into boards, as a start does: read, re-hash, decode, take in.")

  @Option(help: "The folder of a log.")
  var data: String

  @Flag(help: "On one thread alone.")
  var alone = false

  func run() async throws {
    let reader = try LogStore.openReadOnly(directory: data)
    let (boards, reading) = try await Reading.of(awaiting: {
      alone ? try Boards(folding: reader) : try await Folding.boards(of: reader).0
    })
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
