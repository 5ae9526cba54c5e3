import ArgumentParser
import LogStore
import ReadModel
import StatusService

/// `Bench start`
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Do what a primary does before it serves.")

  @Option(help: "The folder of a log.")
  var data: String

  @Flag(help: "Write a snapshot afterwards, and say what that costs.")
  var snapshot = false

  func run() async throws {
    let file = SnapshotFile(folder: data)
    let ((boards, restored, state, reader), reading) = try await Reading.of(awaiting: {
      let reader = try LogStore.open(directory: data).reader
      let (boards, restored) = try await Folding.boards(of: reader, snapshot: file)
      return (boards, restored, try DecisionState(boards), reader)
    })
    print(
      """
      \(boards.position.position) events, \(restored.position) of them from the snapshot: \
      ready in \(Reading.text(reading.wallSeconds)) s \
      (processor \(Reading.text(reading.processorSeconds)) s), \
      \(Reading.residentMebibytes()) MiB in memory
      """)
    if snapshot {
      let (_, cost) = try Reading.of({ try file.write(boards, from: reader) })
      print(
        """
        wrote a snapshot in \(Reading.text(cost.wallSeconds)) s \
        (processor \(Reading.text(cost.processorSeconds)) s), \
        \(Reading.residentMebibytes()) MiB in memory
        """)
    }
    withExtendedLifetime((boards, state)) {}
  }
}
