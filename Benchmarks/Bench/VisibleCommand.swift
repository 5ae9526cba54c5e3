import ArgumentParser

/// `Bench visible`
struct VisibleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visible",
    abstract: "From the primary's 201 until a replica shows what was written.",
    discussion: """
      A read of the position to come waits at the replica before the write is sent, so that the \
      moment of its answer is the moment in which the replica shows it. Nobody else may write.
      """)

  @OptionGroup
  var nodes: PrimaryAndReplica

  @Option(help: "How many writes, one after the other.")
  var writes = 200

  func run() throws {
    var (write, visible, whole) = ([Double](), [Double](), [Double]())
    let writing = try Connection(nodes.primary)
    let reading = try Connection(nodes.replica)
    let opening = Connection.opening(token: nodes.token)
    try writing.send(Connection.request("GET", "/api/v1/phases"))
    var (epoch, position) = try writing.receive().position()
    for _ in 0..<writes {
      try reading.send(Connection.waiting(epoch: epoch, for: position + 1))
      let begun = ContinuousClock.now
      try writing.send(opening)
      let (answered, shown) = Connection.moments(writing, reading)
      let answer = try writing.receive()
      guard answer.status == 201, try reading.receive().status == 200 else {
        throw ValidationError("the write or the read was refused")
      }
      (epoch, position) = try answer.position()
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
}
