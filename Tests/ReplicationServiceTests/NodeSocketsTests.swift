import EventLog
import Glibc
import Membership
import Replication
import Testing
import ZeroMQ

@testable import ReplicationService

@Suite struct `The sockets of a cluster` {
  @Test(arguments: [true, false])
  func `carry what is published, asked and answered, and say from whom`(
    isSecured: Bool
  ) throws {
    let cluster = try TestCluster(of: 3, isSecured: isSecured)
    let nodes = try cluster.membership.members.map { try cluster.sockets(of: $0.name) }
    defer { for node in nodes { node.close() } }
    let names = cluster.membership.members.map(\.name)

    let asked = try #require(
      try Self.pump(nodes, at: 0) {
        _ = try nodes[1].ask([1, 2, 3], of: names[0])
      } until: {
        $0.bytes == [1, 2, 3]
      })
    guard case .request(let peer, let member) = asked.source else {
      Issue.record("\(asked)")
      return
    }
    #expect(member == (isSecured ? names[1] : nil))

    let answered = try Self.pump(nodes, at: 1) {
      _ = try nodes[0].answer([4], to: peer)
    } until: {
      $0.bytes == [4]
    }
    #expect(answered?.source == .answer(names[0]))

    let frame = Frame.prefix + [9]
    for (speaker, listener) in [(0, 2), (2, 1)] {
      let heard = try Self.pump(nodes, at: listener) {
        try nodes[speaker].publish(frame)
      } until: {
        $0.bytes == frame
      }
      #expect(heard?.source == .publication(names[speaker]))
    }
  }

  @Test func `hear nobody whose key no member has`() throws {
    let cluster = try TestCluster(of: 2, isSecured: true)
    let names = cluster.membership.members.map(\.name)
    let node = try cluster.sockets(of: names[0])
    let member = try cluster.sockets(of: names[1])
    // The same place in the cluster, with a key that nobody knows.
    let stranger = try NodeSockets(
      Wiring(
        of: try cluster.elsewhere(names[1]), in: cluster.membership,
        keys: try CurveKeyPair.made()), highWaterMark: 256, wake: try WakeSignal())
    let nodes = [node, member, stranger]
    defer { for node in nodes { node.close() } }
    var heard: [NodeSockets.Message] = []
    _ = try Self.pump(nodes, at: 0) {
      _ = try stranger.ask([6], of: names[0])
      _ = try member.ask([7], of: names[0])
    } until: { message in
      if case .request = message.source { heard.append(message) }
      return heard.count == 20
    }
    #expect(heard.count == 20 && heard.allSatisfy { $0.bytes == [7] })
  }

  @Test func `hear no more from who left, and from who came`() throws {
    let cluster = try TestCluster(of: 3, isSecured: true)
    let names = cluster.membership.members.map(\.name)
    func wiring(without name: NodeName) -> Wiring {
      Wiring(
        of: cluster.membership.members[0], in: cluster.without(name), keys: cluster.keys[names[0]])
    }
    let node = try NodeSockets(
      wiring(without: names[2]), highWaterMark: 256, wake: try WakeSignal())
    let old = try cluster.sockets(of: names[1])
    let new = try cluster.sockets(of: names[2])
    let nodes = [node, old, new]
    defer { for node in nodes { node.close() } }
    let before = try Self.pump(nodes, at: 0) {
      _ = try old.ask([1], of: names[0])
    } until: {
      $0.bytes == [1]
    }
    #expect(before != nil)

    try node.change(to: wiring(without: names[1]))
    var late: [NodeSockets.Message] = []
    let after = try Self.pump(nodes, at: 0) {
      _ = try old.ask([2], of: names[0])
      _ = try new.ask([3], of: names[0])
    } until: {
      if $0.bytes == [2] { late.append($0) }
      return $0.bytes == [3]
    }
    #expect(after != nil && late == [])
    let published = try Self.pump(nodes, at: 0) {
      try new.publish(Frame.prefix)
    } until: {
      $0.source == .publication(names[2])
    }
    #expect(published != nil)
  }

  /// Repeats `work` and reads what all nodes receive, until node `index` has received what is
  /// wanted; nil if that takes more than ten seconds. What is sent before a connection stands is
  /// dropped.
  private static func pump(
    _ nodes: [NodeSockets], at index: Int, _ work: () throws -> Void,
    until isWanted: (NodeSockets.Message) -> Bool
  ) throws -> NodeSockets.Message? {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      try work()
      for (place, node) in nodes.enumerated() {
        try node.wait(until: .now + .milliseconds(5))
        for message in try node.messages() where place == index && isWanted(message) {
          return message
        }
      }
    }
    return nil
  }
}

/// Members on free ports of this machine.
struct TestCluster {
  let membership: Membership
  let keys: [NodeName: CurveKeyPair]

  /// - Parameter required: whether an event has to be in two regions to count as replicated.
  init(of count: Int, isSecured: Bool, required: Bool = false) throws {
    var keys: [NodeName: CurveKeyPair] = [:]
    var members: [Member] = []
    for index in 0..<count {
      let name = try #require(NodeName("n\(index)"))
      let pair = try CurveKeyPair.made()
      if isSecured { keys[name] = pair }
      members.append(
        Member(
          name: name, number: index + 1, region: try #require(Region("r\(index)")),
          publish: "tcp://127.0.0.1:\(try Self.freePort())",
          control: "tcp://127.0.0.1:\(try Self.freePort())", url: "http://\(name)",
          keys: isSecured ? [pair.publicKey.text] : [], signingKey: nil,
          roles: [.primary, .replica]))
    }
    self.keys = keys
    membership = Self.membership(members, required: required ? members.prefix(2).map(\.region) : [])
  }

  func sockets(of name: NodeName) throws -> NodeSockets {
    try NodeSockets(
      Wiring(of: try #require(membership[name]), in: membership, keys: keys[name]),
      highWaterMark: 256, wake: try WakeSignal())
  }

  func without(_ name: NodeName) -> Membership {
    Self.membership(membership.members(otherThan: name))
  }

  /// A member at other addresses.
  func elsewhere(_ name: NodeName) throws -> Member {
    let member = try #require(membership[name])
    return Member(
      name: name, number: member.number, region: member.region,
      publish: "tcp://127.0.0.1:\(try Self.freePort())",
      control: "tcp://127.0.0.1:\(try Self.freePort())", url: member.url, keys: member.keys,
      signingKey: nil, roles: member.roles)
  }

  private static func membership(
    _ members: [Member], required: [Region] = []
  ) -> Membership {
    Membership(log: nil, members: members, requiredRegions: Set(required), policy: .local)
  }

  /// A port that nobody listens on now.
  static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }
}
