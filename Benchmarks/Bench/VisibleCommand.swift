import ArgumentParser
import Glibc

/// `Bench visible`
struct VisibleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visible",
    abstract: "From the primary's 201 until a replica shows what was written.",
    discussion: """
      A read of the position to come waits at the replica before the write is sent, so that the \
      moment of its answer is the moment in which the replica shows it. Nobody else may write.
      """)

  @Option(help: "The primary: http://ADDRESS:PORT.")
  var primary: String

  @Option(help: "The replica: http://ADDRESS:PORT.")
  var replica: String

  @Option(help: "A token that may write.")
  var token = LargeLog.adminToken

  @Option(help: "How many writes, one after the other.")
  var writes = 200

  func run() throws {
    var (write, visible, whole) = ([Double](), [Double](), [Double]())
    let writing = try Connection(primary)
    let reading = try Connection(replica)
    let opening = Connection.opening(token: token)
    try writing.send(Connection.request("GET", "/api/v1/phases"))
    var (epoch, position) = try Self.position(try writing.receive())
    for _ in 0..<writes {
      let header = "Heliograph-Min-Position: \(epoch):\(position + 1)"
      try reading.send(Connection.request("GET", "/api/v1/phases", [header]))
      let begun = ContinuousClock.now
      try writing.send(opening)
      let (answered, shown) = Self.moments(writing.descriptor, reading.descriptor)
      let answer = try writing.receive()
      guard answer.status == 201, try reading.receive().status == 200 else {
        throw ValidationError("the write or the read was refused")
      }
      (epoch, position) = try Self.position(answer)
      write.append((answered - begun) / .seconds(1))
      visible.append(max(0, (shown - answered) / .seconds(1)))
      whole.append((shown - begun) / .seconds(1))
    }
    var figures = Figures()
    figures.add("write", milliseconds: write)
    figures.add("visible", milliseconds: visible)
    figures.add("whole", milliseconds: whole)
    figures.show()
  }

  /// When each of the two could be read from.
  private static func moments(
    _ first: Int32, _ second: Int32
  ) -> (ContinuousClock.Instant, ContinuousClock.Instant) {
    var files = [first, second].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var moments: [ContinuousClock.Instant?] = [nil, nil]
    while true {
      poll(&files, 2, -1)
      let now = ContinuousClock.now
      for place in 0...1 where files[place].revents != 0 {
        moments[place] = moments[place] ?? now
        // Not asked for again (poll(2)): a negative descriptor is passed over.
        files[place].fd = -1
      }
      if let first = moments[0], let second = moments[1] { return (first, second) }
    }
  }

  private static func position(_ answer: Connection.Answer) throws -> (Int64, Int64) {
    let parts = answer.header("heliograph-position")?.split(separator: ":") ?? []
    guard parts.count == 2, let epoch = Int64(parts[0]), let number = Int64(parts[1]) else {
      throw ValidationError("an answer names no position")
    }
    return (epoch, number)
  }
}
