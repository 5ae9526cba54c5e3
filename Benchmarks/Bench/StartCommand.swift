import ArgumentParser
import LogStore
import ReadModel
import StatusService

/// `Bench start`
struct StartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Do what a primary does before it serves.")

  @Option(help: "The folder of a log.")
  var data: String

  func run() throws {
    let ((boards, state), reading) = try Reading.of {
      let writer = try LogStore.open(directory: data)
      let reader = writer.reader
      var boards = Boards()
      try LogPages(reader).read { events in
        for event in events { boards.take(try EventCodec.decode(event)) }
      }
      return (boards, try DecisionState(folding: reader) { _ in })
    }
    print(
      """
      \(boards.position.position) events: ready in \(Reading.text(reading.wallSeconds)) s \
      (processor \(Reading.text(reading.processorSeconds)) s), \
      \(Reading.residentMebibytes()) MiB in memory
      """)
    withExtendedLifetime((boards, state)) {}
  }
}
