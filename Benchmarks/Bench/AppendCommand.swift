import ArgumentParser
import Coordination
import CoreMetrics
import EventLog
import LogStore
import Logging
import Monitoring
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import Synchronization

/// `Bench append`
struct AppendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append",
    abstract: "Durable commands at CommandHandler: writers that each wait for their receipt.")

  @Option(help: "The folder of a log; it grows.")
  var data: String

  @Option(help: "How many write at a time.")
  var writers = 1

  @Option(help: "How many commands in all.")
  var commands = 1000

  func run() async throws {
    let metrics = SampledMetrics()
    MetricsSystem.bootstrap(metrics)
    let writer = try LogStore.open(directory: data)
    let before = writer.head.position.rawValue
    let reader = writer.reader
    let head = Latest(writer.head, at: writer.head.epochPosition)
    let handler = CommandHandler(
      writer: writer, state: try DecisionState(Boards(folding: reader)), head: head,
      effects: .system, logger: Logger(label: "bench"), fatal: { fatalError("\($0)") })
    let begun = ContinuousClock.now
    let processor = Reading.processorSeconds
    let latencies = await write(handler)
    let wall = (ContinuousClock.now - begun) / .seconds(1)
    let used = Reading.processorSeconds - processor
    await handler.stop()
    let recorded = Double(head.current.value.position.rawValue - before)
    var figures = Figures()
    figures.add("events", Double(before))
    figures.add("commands", Double(latencies.count))
    figures.add("perSecond", Double(latencies.count) / wall)
    figures.add("eventsPerSecond", recorded / wall)
    figures.add("cpuMicroseconds", used / Double(latencies.count) * 1e6)
    figures.add("milliseconds", milliseconds: latencies)
    figures.add("commit", milliseconds: metrics.seconds(.commitDuration))
    figures.add("checkpoint", milliseconds: metrics.seconds(.checkpointDuration))
    figures.show()
  }

  private func write(_ handler: CommandHandler) async -> [Double] {
    await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<writers {
        group.addTask {
          var latencies: [Double] = []
          for _ in 0..<max(1, commands / writers) {
            let call = Self.opening()
            let begun = ContinuousClock.now
            let answer = await handler.submit(call)
            latencies.append((ContinuousClock.now - begun) / .seconds(1))
            if case .failure(let failure) = answer { fatalError("refused: \(failure)") }
          }
          return latencies
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// What an operator writes at night: an incident with a few words.
  private static func opening() -> CommandCall {
    let effects = Effects.system
    let id = IncidentID(.version7(at: effects.now(), random: effects.randomID()))
    guard let name = try? Name("Object storage answers slowly"),
      let text = try? Description("Reads take some seconds. We are looking for the cause.")
    else { preconditionFailure("the words are valid") }
    return CommandCall(
      command: .incident(id, .open(IncidentDraft(name: name, description: text))),
      actor: "token/bench")
  }
}
