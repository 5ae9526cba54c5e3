import ArgumentParser
import EventLog
import LogStore
import ReadModel
import StatusService

/// `Bench start`
struct StartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Do what a primary does before it serves.")

  @Option(help: "The folder of a log.")
  var data: String

  @Flag(help: "Write a snapshot afterwards, and say what that costs.")
  var snapshot = false

  func run() throws {
    let file = SnapshotFile(folder: data)
    var restored = BoardPosition.start
    let ((boards, state, reader), reading) = try Reading.of {
      let reader = try LogStore.open(directory: data).reader
      var boards = Boards()
      do throws(SnapshotFault) {
        boards = try file.read(matching: reader)
        restored = boards.position
      } catch { print("no snapshot: \(error)") }
      try LogPages(reader).read(after: Position(boards.position.position)) {
        _ = try boards.take($0)
      }
      return (boards, try DecisionState(boards), reader)
    }
    print(
      """
      \(boards.position.position) events, \(restored.position) of them from the snapshot: \
      ready in \(Reading.text(reading.wallSeconds)) s \
      (processor \(Reading.text(reading.processorSeconds)) s), \
      \(Reading.residentMebibytes()) MiB in memory
      """)
    if snapshot {
      let (_, cost) = try Reading.of { try file.write(boards, from: reader) }
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
