import ArgumentParser

/// `Bench generate`
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Make a valid log of many events in a new folder.")

  @Option(help: "The folder; made if need be.")
  var data: String

  @Option(help: "How many events.")
  var events = 1_000_000

  @Option(help: "How many components.")
  var components = 300

  @Option(help: "Which history.")
  var seed: UInt64 = 1

  func run() throws {
    let log = LargeLog(eventCount: events, componentCount: components, seed: seed)
    let (_, reading) = try Reading.of { try log.write(to: data, progress: { _ in }) }
    print("\(events) events in \(Reading.text(reading.wallSeconds)) s")
  }
}
