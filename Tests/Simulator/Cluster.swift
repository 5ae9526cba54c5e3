import EventLog
import Membership
import Replication
import StandardForms
import TestSupport

/// A cluster in one thread: the machines of all nodes, their disks, the network between them and
/// virtual time. One seed decides on every delay, loss, crash and promotion, so that a failure can
/// be repeated.
package final class Cluster {
  enum Item {
    case deliver(Delivery)
    case tick(NodeName, life: Int, at: ContinuousClock.Instant)
    case diskDone(NodeName, life: Int)
    case read(LogRead, NodeName, life: Int)
    case readPoint(Position, NodeName, life: Int)
    case write
    case fault
    case heal(Partition)
    case restart(NodeName)
    case force(NodeName)
    case resume(NodeName)
    case crash(NodeName)
    case diskFault
    case scrub(NodeName, life: Int)
    case look
  }

  struct Delivery {
    enum Way { case request, answer, publication }

    let frame: Frame
    let from: NodeName
    let to: NodeName
    let way: Way
    /// Of the receiver: a connection ends with the process.
    let life: Int
  }

  struct Partition: Hashable {
    let from: NodeName
    let to: NodeName
  }

  let sabotage: Sabotage?
  /// Whether disks rot and are restored, and an operator has logs mended.
  let disksFail: Bool
  let membership: Membership
  let logID = LogID(UUIDValue(7 << 64 | 0x7000_8000_0000_0000_0000))
  var random: SplitMix64
  var now = ContinuousClock.now
  var schedule = Schedule<Item>()
  var nodes: [NodeName: SimulatedNode] = [:]
  /// Apart from `nodes`, as a machine cannot be copied.
  var machines: [NodeName: MachineBox] = [:]
  var partitions: Set<Partition> = []
  var isCalm = false
  var nextNumber: UInt64 = 1
  var judge = Judge()
  /// What the folders hold that were set aside for empty ones.
  var keptFolders: [SimulatedEvent] = []
  var hasRottenChains = false
  private let begin: ContinuousClock.Instant
  /// Told of what happens, in words.
  package var trace: ((String) -> Void)?

  /// A machine that can be kept in a dictionary.
  final class MachineBox {
    var machine: NodeMachine

    init(_ machine: consuming NodeMachine) { self.machine = machine }
  }

  /// Of eight seeds, those with which disks fail: half of them, and none of those that tests name
  /// for what happened without.
  private static let failing: Set<UInt64> = [1, 2, 4, 6]

  /// A cluster of 2 to 5 nodes in 2 or 3 regions, whose first node is the primary of a new log.
  package init(seed: UInt64, sabotage: Sabotage? = nil) {
    self.sabotage = sabotage
    disksFail = Self.failing.contains(seed % 8)
    begin = now
    random = SplitMix64(seed: seed)
    membership = Self.members(&random, sabotage)
    for (index, member) in membership.members.enumerated() {
      let isFirst = index == 0
      var disk = SimulatedDisk(
        logID: logID, standing: Standing(role: isFirst ? .primary : .replica, fence: nil))
      if isFirst {
        disk.standing.fence = .first
        disk.append(SimulatedEvent(after: .zero, in: .first, number: 0))
        judge.recorded(disk.events[0], at: Position(1), by: member.name)
      }
      nodes[member.name] = SimulatedNode(name: member.name, disk: disk)
    }
    for member in membership.members { start(member.name) }
    plan(.write, within: 0.1)
    plan(.fault, within: 1)
    guard disksFail else { return }
    plan(.diskFault, within: 1)
    plan(.look, within: 2)
  }

  private static func members(
    _ random: inout SplitMix64, _ sabotage: Sabotage?
  ) -> Membership {
    let count = Int.random(in: 2...5, using: &random)
    let regionCount = min(count, Int.random(in: 2...3, using: &random))
    let members = (0..<count).map { index in
      Member(
        name: name("n\(index)"), number: sabotage == .sharesEpochs ? 1 : index + 1,
        region: region("r\(index % regionCount)"), publish: "", control: "", url: "", keys: [],
        signingKey: nil, roles: [.primary, .replica])
    }
    let required = (0..<regionCount).filter { _ in Bool.random(using: &random) }
    return Membership(
      log: nil, members: members,
      requiredRegions: Set(
        required.count < 2 ? [region("r0"), region("r1")] : required.map { region("r\($0)") }),
      policy: Int.random(in: 0..<4, using: &random) == 0 ? .strict : .local)
  }

  private static func name(_ text: String) -> NodeName {
    guard let name = NodeName(text) else { preconditionFailure("a name") }
    return name
  }

  private static func region(_ text: String) -> Region {
    guard let region = Region(text) else { preconditionFailure("a name") }
    return region
  }

  func tell(_ words: @autoclosure () -> String) {
    guard let trace else { return }
    trace("\(now - begin) \(words())")
  }

  // MARK: Time

  /// Goes through `seconds` of trouble, then through calm until all nodes are equal.
  /// - Returns: what is wrong; nil if nothing is.
  package func run(seconds: Double) -> String? {
    go(until: now + .seconds(seconds))
    calmDown()
    let end = now + .seconds(120)
    while now < end, judge.fault == nil, !hasConverged {
      go(until: now + .seconds(1))
      lead()
      tend()
    }
    if judge.fault == nil, !hasConverged { judge.fault = "the nodes do not become equal: \(words)" }
    judgeEnd()
    return judge.fault
  }

  private func go(until end: ContinuousClock.Instant) {
    while judge.fault == nil, let next = schedule.next() {
      now = max(now, next.at)
      happen(next.item)
      guard now < end else { return }
    }
  }

  func plan(_ item: Item, within seconds: Double) {
    schedule.add(item, at: now + .seconds(Double.random(in: 0...seconds, using: &random)))
  }

  func plan(_ item: Item, in seconds: ClosedRange<Double>) {
    schedule.add(item, at: now + .seconds(Double.random(in: seconds, using: &random)))
  }

  private func happen(_ item: Item) {
    switch item {
    case .deliver(let delivery): deliver(delivery)
    case .tick(let name, let life, let at):
      guard isAwake(name, life: life, for: item), nodes[name]?.tickAt == at else { return }
      nodes[name]?.tickAt = nil
      input(name) { $0.timedOut(now: now) }
    case .diskDone(let name, let life):
      guard isAwake(name, life: life, for: item) else { return }
      diskDone(name)
    case .read(let read, let name, let life):
      guard isAwake(name, life: life, for: item), let disk = nodes[name]?.disk else { return }
      if let excerpt = disk.excerpt(read, verifying: sabotage != .servesUnverified) {
        input(name) { $0.readCompleted(excerpt, for: read, now: now) }
      } else {
        input(name) { $0.readFailed(read, reason: "it is damaged", now: now) }
      }
    case .readPoint(let position, let name, let life):
      guard isAwake(name, life: life, for: item), let disk = nodes[name]?.disk else { return }
      let count = Int(position.rawValue)
      let isThere = count <= disk.events.count && disk.isReadable(count - 1..<count)
      input(name) { $0.pointRead(isThere ? disk.point(at: count) : nil, now: now) }
    case .write: write()
    case .fault: fault()
    case .heal(let partition): partitions.remove(partition)
    case .restart(let name): start(name)
    case .force(let name): force(name)
    case .resume(let name): nodes[name]?.pausedUntil = nil
    case .crash(let name):
      crash(name)
      plan(.restart(name), in: 0.05...1)
    case .diskFault: diskFault()
    case .scrub(let name, let life):
      guard isAwake(name, life: life, for: item) else { return }
      scrub(name)
    case .look: look()
    }
  }

  /// Whether the node is there to take it; if it only sleeps, it takes it later.
  func isAwake(_ name: NodeName, life: Int, for item: Item) -> Bool {
    guard let node = nodes[name], node.isUp, node.life == life else { return false }
    if let until = node.pausedUntil, until > now {
      schedule.add(item, at: until)
      return false
    }
    return true
  }

  /// Gives the machine an input, and does what it wants.
  func input(_ name: NodeName, _ give: (inout NodeMachine) -> [NodeMachine.Action]) {
    guard let box = machines[name] else { return }
    perform(give(&box.machine), at: name)
    guard let node = nodes[name], node.isUp else { return }
    let deadline = max(box.machine.deadline, now + .milliseconds(1))
    guard node.tickAt.map({ deadline < $0 }) ?? true else { return }
    nodes[name]?.tickAt = deadline
    schedule.add(.tick(name, life: node.life, at: deadline), at: deadline)
  }
}
