import ReplicationService
import Testing

@Suite struct `Endpoints` {
  @Test(arguments: [
    ("tcp://127.0.0.1:5571", "tcp://127.0.0.1:5571"), ("tcp://127.9.8.7:1", "tcp://127.9.8.7:1"),
    ("tcp://localhost:5571", "tcp://127.0.0.1:5571"), ("tcp://[::1]:5571", "tcp://[::1]:5571"),
    ("tcp://localhost:0", "tcp://127.0.0.1:*"),
    ("tcp://localhost:00", "tcp://127.0.0.1:*"), ("tcp://[::1]:*", "tcp://[::1]:*"),
  ])
  func `loopback is accepted`(value: String, text: String) throws {
    #expect(try LoopbackEndpoint(value, option: "--publish").text == text)
  }

  @Test(arguments: [
    "tcp://0.0.0.0:5571", "tcp://*:5571", "tcp://10.0.0.1:5571", "tcp://example.org:5571",
    "tcp://128.0.0.1:5571", "tcp://127.0.0.1.example.org:5571", "tcp://[::]:5571",
    "tcp://127.0.0.256:5571", "tcp://127.0.0:5571", "tcp://::1:5571",
  ])
  func `everything else is refused with the option's name`(value: String) throws {
    let error = #expect(throws: ReplicationSetupError.self) {
      try LoopbackEndpoint(value, option: "--publish")
    }
    #expect(error?.code == .notLoopback)
    #expect(error?.description.hasPrefix("--publish \(value): only loopback") == true)
  }

  @Test(arguments: [
    "", "127.0.0.1:5571", "udp://127.0.0.1:1", "tcp://127.0.0.1", "tcp://127.0.0.1:",
    "tcp://127.0.0.1:65536", "tcp://127.0.0.1:-1", "tcp://127.0.0.1:+1", "tcp://127.0.0.1:1x",
    "ipc:///tmp/x",
  ])
  func `what is no endpoint is refused`(value: String) throws {
    let error = #expect(throws: ReplicationSetupError.self) {
      try LoopbackEndpoint(value, option: "--control")
    }
    #expect(error?.code == .invalidEndpoint)
  }

  @Test(arguments: ["tcp://127.0.0.1:0", "tcp://[::1]:*", "tcp://localhost:000"])
  func `to connect, a port is needed, and the option is named`(value: String) throws {
    let error = #expect(throws: ReplicationSetupError.self) {
      try LoopbackEndpoint(connecting: value, option: "--primary-publish")
    }
    #expect(error?.code == .invalidEndpoint)
    #expect(error?.description.hasPrefix("--primary-publish \(value): port 0 and * are") == true)
    let endpoint = "tcp://127.0.0.1:5571"
    #expect(try LoopbackEndpoint(connecting: endpoint, option: "--x").text == endpoint)
  }
}
