import EventLog
import Membership
import Replication

// What happens to the nodes from outside: clients, an operator, and bad luck.
extension Cluster {
  // MARK: Clients

  func write() {
    if !isCalm { plan(.write, within: 0.4) }
    let takers = nodes.values.filter(\.takesWrites).map(\.name).sorted()
    let writers =
      sabotage == .writesOn || sabotage == .writesOnRestored
      ? nodes.values.filter { $0.isUp && $0.isWriting }.map(\.name).sorted() : takers
    guard let name = writers.randomElement(using: &random), let epoch = nodes[name]?.disk.head.epoch
    else { return }
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      add(.record(epoch: epoch, number: number(), isWrite: true), at: name)
    }
  }

  /// A client is told that its write is durable here.
  func acknowledge(_ event: SimulatedEvent, at position: Position, by name: NodeName) {
    judge.acknowledged(event)
    nodes[name]?.waiting.append(SimulatedNode.Waiting(position: position, event: event))
    if let commit = machines[name]?.machine.commitPosition { replicated(upTo: commit, at: name) }
  }

  /// Clients whose writes lie up to there are told that they are replicated.
  func replicated(upTo commit: EpochPosition, at name: NodeName) {
    guard let node = nodes[name] else { return }
    for waiting in node.waiting
    where waiting.position <= commit.position && waiting.event.epoch == commit.epoch {
      judge.replicated(waiting.event)
    }
    nodes[name]?.waiting.removeAll { $0.position <= commit.position }
  }

  // MARK: Life and death

  func start(_ name: NodeName) {
    guard let node = nodes[name], !node.isUp else { return }
    if !node.disk.isStartable { empty(node) }
    node.isUp = true
    node.life += 1
    node.isWriting = false
    node.isStopping = false
    node.tickAt = nil
    node.gate = .replica
    node.pausedUntil = nil
    node.replacement = nil
    tell("\(name): starts")
    if disksFail { plan(.scrub(name, life: node.life), in: 0.1...3) }
    let disk = node.disk
    let head = disk.head
    // The log's own epochs are as durable as the standing.
    var standing = disk.standing
    if let epoch = head.epoch, standing.fence.map({ $0 < epoch }) ?? true {
      standing.fence = epoch
    }
    let machine = NodeMachine(
      name: name, membership: membership,
      peers: membership.members(otherThan: name).map(\.name), nodeName: name.text,
      session: random.next() | 1, publicURL: "http://\(name)", standing: standing, head: head,
      history: disk.history, now: now)
    node.isWriting = !machine.startsWithLog
    machines[name] = MachineBox(machine)
    input(name) { $0.started(now: now) }
  }

  func crash(_ name: NodeName) {
    guard let node = nodes[name], node.isUp else { return }
    tell("\(name): is killed")
    // What the disk was about to do is done or not, and nobody was told.
    if let work = node.work.first, Bool.random(using: &random) {
      _ = apply(work, at: name)
    }
    if let kept = nodes[name]?.unsynced { nodes[name]?.disk = kept }
    nodes[name]?.unsynced = nil
    judge.fell(name, node.acknowledged, node.disk)
    nodes[name]?.work = []
    nodes[name]?.waiting = []
    nodes[name]?.isUp = false
    nodes[name]?.isWriting = false
    nodes[name]?.promotion = nil
    machines[name] = nil
  }

  func fault() {
    guard !isCalm else { return }
    plan(.fault, in: 0.05...1.5)
    guard let name = membership.members.randomElement(using: &random)?.name else { return }
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1:
      crash(name)
      plan(.restart(name), in: 0.05...4)
    case 2, 3:
      guard nodes[name]?.isUp == true else { return }
      tell("\(name): sleeps")
      let until = now + .seconds(Double.random(in: 0.1...5, using: &random))
      nodes[name]?.pausedUntil = until
      schedule.add(.resume(name), at: until)
    case 4: partition(name, bothWays: false)
    case 5, 6: partition(name, bothWays: true)
    case 7, 8, 9: promote(name, .planned)
    case 10: split(name)
    case _: force(name)
    }
  }

  private func partition(_ name: NodeName, bothWays: Bool) {
    tell("\(name): is cut off")
    for other in membership.members where other.name != name {
      guard Int.random(in: 0..<4, using: &random) > 0 else { continue }
      let ways = [
        Partition(from: name, to: other.name), Partition(from: other.name, to: name),
      ]
      let seconds = Double.random(in: 0.2...6, using: &random)
      for way in bothWays ? ways : [ways[Int.random(in: 0...1, using: &random)]] {
        partitions.insert(way)
        schedule.add(.heal(way), at: now + .seconds(seconds))
      }
    }
  }

  /// Two halves that do not hear each other, and two operators who do not either.
  private func split(_ name: NodeName) {
    tell("split around \(name)")
    let names = membership.members.map(\.name)
    let half = Set(names.filter { $0 == name || Bool.random(using: &random) })
    let heals = now + .seconds(Double.random(in: 2.5...5, using: &random))
    for here in names where half.contains(here) {
      for there in names where !half.contains(there) {
        for way in [Partition(from: here, to: there), Partition(from: there, to: here)] {
          partitions.insert(way)
          schedule.add(.heal(way), at: heals)
        }
      }
    }
    plan(.force(name), in: 2.1...2.5)
    if let other = names.first(where: { !half.contains($0) }) { plan(.force(other), in: 2.1...2.5) }
  }

  // MARK: The operator

  func force(_ name: NodeName) {
    guard let box = machines[name] else { return }
    promote(name, .forced(confirmed: box.machine.heardPosition))
  }

  func promote(_ name: NodeName, _ promotion: Promotion) {
    guard let node = nodes[name], node.isUp, node.promotion == nil,
      (node.pausedUntil ?? now) <= now
    else { return }
    nodes[name]?.promotion = promotion
    tell("\(name): promote, \(promotion)")
    input(name) { $0.promote(promotion, now: now) }
  }

  func settle(_ result: Result<PromotionReport, PromotionFailure>, at name: NodeName) {
    let promotion = nodes[name]?.promotion
    nodes[name]?.promotion = nil
    tell("\(name): \(result)")
    guard case .success(let report) = result, let events = nodes[name]?.disk.events else { return }
    judge.promoted(report, events, isPlanned: promotion == .planned)
  }

  // MARK: Calm

  func calmDown() {
    isCalm = true
    partitions = []
    for name in nodes.keys.sorted() {
      nodes[name]?.pausedUntil = nil
      start(name)
    }
  }

  /// While nobody leads, the operator promotes the node that has most.
  func lead() {
    let standing = nodes.values.filter { $0.isWriting }
    guard standing.isEmpty, nodes.values.allSatisfy({ $0.promotion == nil }) else { return }
    let best = nodes.values.filter { view(of: $0.name)?.damage == nil }.max { left, right in
      let (first, second) = (left.disk.head, right.disk.head)
      return (first.epoch?.rawValue ?? 0, first.position, left.name)
        < (second.epoch?.rawValue ?? 0, second.position, right.name)
    }
    if let best { force(best.name) }
  }

  var hasConverged: Bool {
    let logs = nodes.values.map(\.disk.events)
    return logs.dropFirst().allSatisfy { $0 == logs[0] }
      && nodes.values.count(where: \.isWriting) == 1
      && nodes.values.allSatisfy { $0.disk.rot.isEmpty }
      && nodes.values.allSatisfy { $0.isWriting || $0.status.state == .streaming }
  }

  var words: String {
    nodes.values.sorted { $0.name < $1.name }.map { node in
      let head = node.disk.head
      return "\(node.name): \(head.epoch?.rawValue ?? 0):\(head.position.rawValue)"
        + " \(node.disk.standing) \(node.isWriting ? "writes" : "\(node.status.state)")"
        + " \(node.gate) \(node.status.problem ?? "")"
    }.joined(separator: "; ")
  }

  func judgeEnd() {
    guard judge.fault == nil, let log = nodes.values.first?.disk.events else { return }
    judge.ended(log, kept: nodes.values.flatMap(\.disk.orphans) + keptFolders)
  }
}
