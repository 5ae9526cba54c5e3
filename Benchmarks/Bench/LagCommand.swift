import ArgumentParser
import Glibc
import Synchronization

/// `Bench lag`
struct LagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lag",
    abstract: "How far a replica is behind its primary while events come at a fixed rate.",
    discussion: """
      Changes are sent at moments that are fixed beforehand, whether or not those before them were \
      answered; if all connections wait, the next change is late, and that counts. Of each change, \
      `write` is from its moment to the primary's answer, which says that it is durable there, \
      `lag` from that answer until the replica shows it, and `whole` both together. A read of the \
      position to come waits at the replica before the change is sent. Nobody else may write.
      """)

  @OptionGroup
  var nodes: PrimaryAndReplica

  @Option(help: "How many events a second.")
  var rate = 100.0

  @Option(
    help: "How many events each change has: 1 opens an incident, more import it with updates.")
  var events = 1

  @Option(help: "For how long, in seconds.")
  var seconds = 10.0

  @Option(help: "How many changes may be under way.")
  var connections = 32

  func validate() throws {
    guard rate > 0, seconds > 0, connections > 0, (1...300).contains(events) else {
      throw ValidationError("rate, seconds, connections and events (up to 300) are more than 0")
    }
  }

  func run() throws {
    let asking = try Connection(nodes.primary)
    try asking.send(Connection.request("GET", "/api/v1/phases"))
    let (epoch, first) = try asking.receive().position()
    let schedule = Schedule(
      epoch: epoch, first: first, events: events, interval: .seconds(Double(events) / rate),
      count: max(1, Int((seconds * rate / Double(events)).rounded())))
    let failures = Mutex<[String]>([])
    Threads.run(connections) {
      do { try work(schedule) } catch { failures.withLock { $0.append("\(error)") } }
    }
    if let failure = failures.withLock({ $0.first }) { throw ValidationError(failure) }
    try show(schedule)
  }

  /// One connection to each node: takes changes until there are none left.
  private func work(_ schedule: Schedule) throws {
    let (writing, reading) = (try Connection(nodes.primary), try Connection(nodes.replica))
    while let turn = schedule.next() {
      let due = schedule.begun + schedule.interval * turn
      let request =
        events == 1
        ? Connection.opening(token: nodes.token)
        : Connection.importing(
          events, source: "lag/\(schedule.first)/\(turn)", token: nodes.token)
      wait(until: due)
      let wanted = schedule.position(turn)
      try reading.send(Connection.waiting(epoch: schedule.epoch, for: wanted))
      try writing.send(request)
      let (answered, shown) = Connection.moments(writing, reading)
      let answer = try writing.receive()
      guard [200, 201].contains(answer.status), try reading.receive().status == 200 else {
        throw ValidationError("the write or the read was refused: \(answer.status)")
      }
      let change = Schedule.Change(
        position: try answer.position().1, due: due, answered: answered)
      schedule.note(change, at: wanted, shown: shown)
    }
  }

  private func wait(until moment: ContinuousClock.Instant) {
    let left = moment - ContinuousClock.now
    if left > .zero { usleep(UInt32(left / .microseconds(1))) }
  }

  private func show(_ schedule: Schedule) throws {
    let noted = schedule.noted
    var (write, lag, whole) = ([Double](), [Double](), [Double]())
    for change in noted.changes {
      guard let seen = noted.shown[change.position] else {
        throw ValidationError("\(change.position) was not awaited: somebody else writes")
      }
      write.append((change.answered - change.due) / .seconds(1))
      lag.append(max(0, (seen - change.answered) / .seconds(1)))
      whole.append((seen - change.due) / .seconds(1))
    }
    let last = noted.changes.map(\.answered).max() ?? schedule.begun
    var figures = Figures()
    figures.add("changes", Double(noted.changes.count))
    figures.add(
      "eventsPerSecond",
      Double(noted.changes.count * events) / ((last - schedule.begun) / .seconds(1)))
    figures.add("write", milliseconds: write)
    figures.add("lag", milliseconds: lag)
    figures.add("whole", milliseconds: whole)
    figures.show()
  }
}

/// When which change is due, and what became of it.
private final class Schedule: Sendable {
  /// When the first change is due: once the connections are there.
  let begun = ContinuousClock.now + .milliseconds(100)
  let epoch: Int64
  /// The head before the first change.
  let first: Int64
  let interval: Duration
  private let events: Int
  private let count: Int
  private let taken = Atomic<Int>(0)
  private let moments = Mutex(Noted())

  /// A change that was answered: it is recorded at `position`, or before it in the same group.
  struct Change {
    let position: Int64
    let due: ContinuousClock.Instant
    let answered: ContinuousClock.Instant
  }

  /// What was noted: changes may be recorded in another order than they were sent in.
  struct Noted {
    var changes: [Change] = []
    var shown: [Int64: ContinuousClock.Instant] = [:]
  }

  init(epoch: Int64, first: Int64, events: Int, interval: Duration, count: Int) {
    (self.epoch, self.first, self.events) = (epoch, first, events)
    (self.interval, self.count) = (interval, count)
  }

  /// The next change; nil after the last one.
  func next() -> Int? {
    let turn = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return turn < count ? turn : nil
  }

  /// The head after `turn` further changes and one.
  func position(_ turn: Int) -> Int64 { first + Int64((turn + 1) * events) }

  func note(_ change: Change, at awaited: Int64, shown: ContinuousClock.Instant) {
    moments.withLock {
      $0.changes.append(change)
      $0.shown[awaited] = shown
    }
  }

  var noted: Noted { moments.withLock { $0 } }
}
