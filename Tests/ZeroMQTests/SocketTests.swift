import Testing
import ZeroMQ

@Suite struct `Sockets` {
  private let here: TestContext

  init() throws { here = try TestContext() }

  @Test func `a subscriber hears only what begins with its prefix`() throws {
    let publisher = try here.socket(.publisher)
    let subscriber = try here.socket(.subscriber)
    try subscriber.connect(try publisher.bind("tcp://127.0.0.1:*"))
    try subscriber.subscribe(to: Array("HG".utf8))
    #expect(try here.next(at: publisher) == .message([[1] + Array("HG".utf8)], user: nil))

    #expect(try publisher.send([Array("XX1".utf8)]) == .sent)
    #expect(try publisher.send([Array("HG2".utf8)]) == .sent)
    #expect(try here.next(at: subscriber) == .message([Array("HG2".utf8)], user: nil))
  }

  @Test func `a router answers the dealer that asked`() throws {
    let router = try here.socket(.router)
    let dealer = try here.socket(.dealer)
    try dealer.connect(try router.bind("tcp://[::1]:*"))
    try here.sendWhenConnected([[1, 2, 3]], from: dealer)
    guard case .message(let parts, _) = try here.next(at: router) else {
      Issue.record("no message")
      return
    }
    #expect(parts.count == 2 && parts[1] == [1, 2, 3])
    #expect(try router.send([parts[0], []]) == .sent)
    #expect(try here.next(at: dealer) == .message([[]], user: nil))
  }

  @Test func `a router says whom it cannot reach`() throws {
    let router = try here.socket(.router)
    try router.bind("tcp://127.0.0.1:*")
    #expect(try router.send([[9, 9], [1]]) == .unreachable)
  }

  @Test func `a dealer without a connection drops at once`() throws {
    let dealer = try here.socket(.dealer)
    try dealer.connect("tcp://127.0.0.1:9")
    #expect(try dealer.send([[1]]) == .full)
  }

  @Test func `a publisher drops for a slow subscriber instead of keeping without a bound (I11)`()
    throws
  {
    let publisher = try here.socket(.publisher)
    let subscriber = try here.socket(.subscriber)
    try subscriber.connect(try publisher.bind("tcp://127.0.0.1:*"))
    try subscriber.subscribe(to: [])
    _ = try here.next(at: publisher)
    let big = [UInt8](repeating: 7, count: 60_000)
    for _ in 0..<2000 { #expect(try publisher.send([big]) == .sent) }
    var received = 0
    while case .message = try here.next(at: subscriber, timeout: .milliseconds(200)) {
      received += 1
    }
    #expect(received > 0 && received < 2000)
  }

  @Test func `a message of too many parts is thrown away whole (I11)`() throws {
    let router = try here.socket(.router)
    let dealer = try here.socket(.dealer)
    try dealer.connect(try router.bind("tcp://127.0.0.1:*"))
    try here.sendWhenConnected([[1], [2], [3]], from: dealer)
    try here.sendWhenConnected([[4]], from: dealer)
    #expect(try here.next(at: router, partsMax: 2) == .tooManyParts)
    guard case .message(let parts, _) = try here.next(at: router, partsMax: 2) else {
      Issue.record("no message")
      return
    }
    #expect(parts[1] == [4])
  }

  @Test func `a peer that sends more than the bound is not heard, and others are (I11)`() throws {
    let router = try here.socket(.router)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let greedy = try here.socket(.dealer)
    let modest = try here.socket(.dealer)
    try greedy.connect(endpoint)
    try modest.connect(endpoint)
    try here.sendWhenConnected([[UInt8](repeating: 1, count: 200_000)], from: greedy)
    try here.sendWhenConnected([[5]], from: modest)
    guard case .message(let parts, _) = try here.next(at: router) else {
      Issue.record("no message")
      return
    }
    #expect(parts[1] == [5])
    #expect(try here.next(at: router, timeout: .milliseconds(100)) == .nothing)
  }

  @Test func `a port in use is an error with its own code`() throws {
    let first = try here.socket(.router)
    let endpoint = try first.bind("tcp://127.0.0.1:*")
    let second = try here.socket(.router)
    let error = #expect(throws: ZeroMQError.self) { try second.bind(endpoint) }
    #expect(error?.code == .addressInUse)
    #expect(error?.description == "zmq_bind \(endpoint): Address already in use")
  }

  @Test func `a terminated context has given its ports back`() throws {
    let endpoint: String
    do {
      let own = try TestContext()
      let socket = try own.socket(.router)
      endpoint = try socket.bind("tcp://127.0.0.1:*")
      socket.close()
      own.context.terminate()
    }
    let again = try here.socket(.router)
    #expect(try again.bind(endpoint) == endpoint)
  }

  @Test(arguments: [
    ("carrier-pigeon://x", ZeroMQError.Code.invalidEndpoint),
    ("tcp://127.0.0.1", .invalidEndpoint), ("tcp://192.0.2.1:5", .addressUnavailable),
  ])
  func `a wrong endpoint is an error with its own code`(
    endpoint: String, code: ZeroMQError.Code
  ) throws {
    let socket = try here.socket(.router)
    let error = #expect(throws: ZeroMQError.self) { try socket.bind(endpoint) }
    #expect(error?.code == code)
  }

  @Test func `a poller sees the wake signal and nothing after its reset`() throws {
    let signal = try WakeSignal()
    let poller = Poller([], wake: signal)
    signal.set()
    signal.set()
    try poller.wait(timeout: nil)
    signal.reset()
    let start = ContinuousClock.now
    try poller.wait(timeout: .milliseconds(20))
    #expect(ContinuousClock.now - start >= .milliseconds(15))
  }
}
