import Coordination
import EventLog
import LogStore
import Replication
import ReplicationService
import StandardForms
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(3))) struct `Replication over real sockets` {
  private let folders = (primary: TemporaryFolder(), replica: TemporaryFolder())

  @Test func `a replica fetches 20,000 events from nothing, while the primary writes`()
    async throws
  {
    let author = try Author(in: folders.primary)
    try await author.write(19_000, batch: 1000)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let replica = try Reader(in: folders.replica, of: ports)
    try await running(primary, replica.service) {
      for _ in 0..<100 { try await author.write(10) }
      _ = try await replica.head.wait(until: place(20_001))
      let status = try await replica.status { $0.state == .streaming }
      #expect(status.hasCaughtUp && status.primaryURL == "http://primary/")
    }
    try expectEqual(author.reader, replica.reader)
  }

  @Test func `a written event is durable at every replica, and the primary knows`() async throws {
    let author = try Author(in: folders.primary)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let second = TemporaryFolder()
    let replicas = [
      try Reader(in: folders.replica, of: ports, name: "east"),
      try Reader(in: second, of: ports, name: "west"),
    ]
    try await running(primary, replicas[0].service, replicas[1].service) {
      for replica in replicas { try await replica.status { $0.state == .streaming } }
      try await author.write(25)
      for replica in replicas { _ = try await replica.head.wait(until: place(26)) }
      var (peers, count) = primary.shown.peers.current
      while peers.map(\.acknowledged) != [Position(26), Position(26)] {
        (peers, count) = try await primary.shown.peers.wait(past: count)
      }
      #expect(peers.map(\.name) == ["east", "west"])
    }
    for replica in replicas { try expectEqual(author.reader, replica.reader) }
  }

  @Test func `what the publisher drops is noticed and fetched`() async throws {
    let author = try Author(in: folders.primary)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports, highWaterMark: 2)
    let replica = try Reader(in: folders.replica, of: ports)
    try await running(primary, replica.service) {
      try await replica.status { $0.state == .streaming }
      try await author.write(600, batch: 3, size: 20_000)
      _ = try await replica.head.wait(until: place(601))
    }
    try expectEqual(author.reader, replica.reader)
  }

  @Test func `a restarted primary takes its ports again and is picked up`() async throws {
    let author = try Author(in: folders.primary)
    let ports = try freePorts()
    let first = try await author.primary(at: ports)
    let replica = try Reader(in: folders.replica, of: ports)
    try await running(replica.service) {
      _ = try await running(first) {
        try await replica.status { $0.state == .streaming }
      }
      try await replica.status { $0.state == .stale }
      try await author.write(3)
      let second = try await author.primary(at: ports)
      try await running(second) {
        _ = try await replica.head.wait(until: place(4))
        try await replica.status { $0.state == .streaming }
        try await author.write(3)
        _ = try await replica.head.wait(until: place(7))
      }
    }
    try expectEqual(author.reader, replica.reader)
  }

  @Test func `a restarted replica goes on where its log ends`() async throws {
    let author = try Author(in: folders.primary)
    try await author.write(10)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    try await running(primary) {
      do {
        let replica = try Reader(in: folders.replica, of: ports)
        try await running(replica.service) {
          _ = try await replica.head.wait(until: place(11))
        }
      }
      try await author.write(10)
      let replica = try await Reader.reopened(folders.replica, of: ports)
      #expect(replica.head.current.position == place(11))
      try await running(replica.service) {
        _ = try await replica.head.wait(until: place(21))
      }
      try expectEqual(author.reader, replica.reader)
    }
  }

  @Test func `an event of the greatest size arrives (I11)`() async throws {
    let author = try Author(in: folders.primary)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let replica = try Reader(in: folders.replica, of: ports)
    try await running(primary, replica.service) {
      try await replica.status { $0.state == .streaming }
      try await author.write(2, size: Limits.textsBytesMax - 100)
      _ = try await replica.head.wait(until: place(3))
    }
    try expectEqual(author.reader, replica.reader)
  }

  @Test func `garbage on a live port is dropped, and replicas are served all the same`()
    async throws
  {
    let author = try Author(in: folders.primary)
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let replica = try Reader(in: folders.replica, of: ports)
    try await running(primary, replica.service) {
      try sendGarbage(to: ports.control)
      try await author.write(5)
      _ = try await replica.head.wait(until: place(6))
    }
    try expectEqual(author.reader, replica.reader)
  }

  private func sendGarbage(to endpoint: String) throws {
    let context = try Context()
    let options = SocketOptions(
      lingerMilliseconds: 1000, sendHighWaterMark: 100, receiveHighWaterMark: 100,
      receivedPartBytesMax: 1000, reconnectMilliseconds: 10, reconnectMillisecondsMax: 100,
      silenceMillisecondsMax: 2000)
    let wake = try WakeSignal()
    let authenticator = try Authenticator(
      in: context, domain: "test", admissions: Admissions(keys: [:], loopback: true), waking: wake)
    let dealer = try Socket(
      .dealer, in: context, security: .plain(domain: "test"), options: options)
    try dealer.connect(endpoint)
    let poller = Poller([], wake: wake)
    for _ in 0..<1000 where try dealer.send([[]]) != .sent {
      try poller.wait(timeout: .milliseconds(5))
    }
    _ = try dealer.send([Array("HGRF".utf8)])
    _ = try dealer.send([[1], [2], [3], [4]])
    _ = try dealer.send([[UInt8](repeating: 0, count: 119)])
    _ = try dealer.send([[UInt8](repeating: 0xFF, count: 100_000)])
    dealer.close()
    authenticator.stop()
    context.terminate()
  }

  @Test func `a replica of another log says that it diverged and takes nothing (I6)`()
    async throws
  {
    try await expectDivergence("log") {
      try await Author(in: folders.replica, name: 2).write(3)
    }
  }

  @Test func `a replica with a longer log says that it diverged (I6)`() async throws {
    try await expectDivergence("reaches 9") {
      try await Author(in: folders.replica).write(8)
    }
  }

  @Test func `a replica with another history says that it diverged (I6)`() async throws {
    try await expectDivergence("differ") {
      try await Author(in: folders.replica, flavour: "b").write(3, flavour: "b")
    }
  }

  private func expectDivergence(
    _ reason: String, prepare: () async throws -> Void
  ) async throws {
    let author = try Author(in: folders.primary)
    try await author.write(5)
    try await prepare()
    let ports = try freePorts()
    let primary = try await author.primary(at: ports)
    let replica = try await Reader.reopened(folders.replica, of: ports)
    let before = replica.head.current.value
    try await running(primary, replica.service) {
      let status = try await replica.status {
        if case .diverged = $0.state { true } else { false }
      }
      guard case .diverged(let why) = status.state else { return }
      #expect(why.contains(reason), "\(why)")
    }
    #expect(try replica.reader.head() == before)
  }

  @Test func `a shutdown ends the service, also without a primary`() async throws {
    let replica = try Reader(
      in: folders.replica, of: (publish: "tcp://127.0.0.1:9", control: "tcp://127.0.0.1:9"))
    // Returns only once the service has ended.
    try await running(replica.service) {
      #expect(replica.status.current.value.state == .probing)
    }
  }

  @Test(arguments: ["--publish", "--control"])
  func `a port in use is an error that names the option`(option: String) async throws {
    let ports = try freePorts()
    let first = try await Author(in: folders.primary).primary(at: ports)
    var other = try freePorts()
    switch option {
    case "--publish": other.publish = ports.publish
    case _: other.control = ports.control
    }
    do {
      _ = try await Author(in: folders.replica).primary(at: other)
      Issue.record("the port was taken twice")
    } catch let error as ReplicationSetupError {
      #expect(error.code == .addressInUse && error.option == option)
      #expect(error.description.contains("another port with \(option)"))
    }
    try await running(first) {}
  }
}
