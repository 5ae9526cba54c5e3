import ArgumentParser
import EventLog
import LogStore
import Replication
import StandardForms

/// `Bench copy`
struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Copy a log as a replica does, without a network: read, verify, append, durable.")

  @Option(help: "The folder of a log.")
  var data: String

  @Option(help: "An empty folder for the copy.")
  var into: String

  func run() throws {
    let source = try LogStore.openReadOnly(directory: data)
    let end = try source.head().position
    var writer = try LogStore.open(directory: into)
    var point = LogPoint.empty
    var (read, verified, appended) = (Duration.zero, Duration.zero, Duration.zero)
    let processor = Reading.processorSeconds
    while point.position < end {
      let begun = ContinuousClock.now
      let batch = try Self.batch(of: source, after: point)
      let received = ContinuousClock.now
      let events = try batch.verified(after: point)
      let checked = ContinuousClock.now
      let head = try writer.append(replicated: events)
      if writer.needsCheckpoint { try writer.checkpoint() }
      read += received - begun
      verified += checked - received
      appended += ContinuousClock.now - checked
      point = LogPoint(
        logID: head.logID, epoch: head.epoch, position: head.position, chain: head.chain)
    }
    let count = Double(end.rawValue)
    func microseconds(_ time: Duration) -> Double { time / .microseconds(1) / count }
    var figures = Figures()
    figures.add("events", count)
    figures.add("perSecond", count / ((verified + appended) / .seconds(1)))
    figures.add("readMicroseconds", microseconds(read))
    figures.add("verifyMicroseconds", microseconds(verified))
    figures.add("appendMicroseconds", microseconds(appended))
    figures.add("cpuMicroseconds", (Reading.processorSeconds - processor) / count * 1e6)
    figures.show()
  }

  private static func batch(of source: LogReader, after point: LogPoint) throws -> EventBatch {
    let events = try source.events(
      after: point.position, countMax: Limits.copyCountMax,
      bytesMax: Limits.fetchBytesMax * Limits.fetchWindow)
    guard let first = events.first else { preconditionFailure("I1: the log ends before its head") }
    return EventBatch(
      logID: first.header.log, epoch: events[events.count - 1].header.epoch, first: first.position,
      previousChain: point.chain, events: events.map { ReplicatedEvent(SealedEvent($0)) })
  }
}
