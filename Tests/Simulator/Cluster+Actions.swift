import EventLog
import Membership
import Replication

// The driver: what the real one does with sockets, threads and SQLite.
extension Cluster {
  func perform(_ actions: [NodeMachine.Action], at name: NodeName) {
    for action in actions {
      guard let node = nodes[name], node.isUp else { return }
      switch action {
      case .publish(let frame):
        for other in membership.members where other.name != name {
          send(frame, from: name, to: other.name, .publication)
        }
      case .answer(let frame, let peer):
        if let to = NodeName(String(decoding: peer.bytes, as: UTF8.self)) {
          send(frame, from: name, to: to, .answer)
        }
      case .ask(let frame, let peer):
        if case .acknowledge = frame.message, frame.position > .zero {
          if isQuarantined(name) { judge.blame("\(name) acknowledges, and its log is damaged") }
          nodes[name]?.acknowledged = LogPoint(
            logID: frame.logID, epoch: frame.epoch, position: frame.position, chain: frame.chain)
        }
        send(frame, from: name, to: peer, .request)
      case .read(let read): plan(.read(read, name, life: node.life), in: 0.0002...0.002)
      case .readPoint(let position):
        plan(.readPoint(position, name, life: node.life), in: 0.0002...0.002)
      case .append(let batch, _): append(batch, at: name)
      case .rewind(let point): add(.rewind(point), at: name)
      case .persist(let standing): add(.persist(standing), at: name)
      case .stopWriting:
        nodes[name]?.isStopping = true
        stopIfDone(name)
      case .openEpoch(let epoch):
        add(.record(epoch: epoch, number: number(), isWrite: false), at: name)
      case .startWriting: nodes[name]?.isWriting = true
      case .set(let gate): nodes[name]?.gate = gate
      case .commit(let position):
        tell("\(name): replicated up to \(position.text)")
        replicated(upTo: position, at: name)
      case .show(let status): nodes[name]?.status = status
      case .settle(let result): settle(result, at: name)
      case .raise(let alarm): judge.blame("\(name) raises \(alarm)")
      case .halt(let reason): judge.blame("\(name) halts: \(reason)")
      case .tell(.steppedDown(let peer, let head)):
        let words = "\(name) is behind \(peer), which has \(head.text)"
        if judge.hasForked { tell(words) } else { judge.blame(words) }
      case .tell(.contradicted(let peer, let position)):
        let words = "\(name) is contradicted by \(peer) at \(position.rawValue)"
        if judge.hasForked || hasRottenChains { tell(words) } else { judge.blame(words) }
      case .tell(let news): tell("\(name): \(news)")
      case .forkDetected(let fork): tell("\(name): \(fork)")
      case .beginReplacement(let damage): add(.beginReplacement(damage), at: name)
      case .replace(let batch, _): add(.replace(batch), at: name)
      case .finishReplacement: add(.finishReplacement, at: name)
      case .discardReplacement: add(.discardReplacement, at: name)
      case .settleRepair(let result): settle(result, at: name)
      // There are no connections here.
      case .report, .note, .resubscribe: break
      }
    }
  }

  func number() -> UInt64 {
    nextNumber += 1
    return nextNumber
  }

  // MARK: Disk

  private func append(_ batch: EventBatch, at name: NodeName) {
    guard sabotage == .acknowledgesBeforeDurable, let node = nodes[name] else {
      add(.append(batch), at: name)
      return
    }
    // The log as the machine is told it is: it lies on the disk only some time later.
    var disk = node.disk
    let old = disk.events.count
    guard disk.append(batch) == nil else { return }
    let kept = node.disk
    nodes[name]?.disk = disk
    nodes[name]?.unsynced = node.unsynced ?? kept
    let (head, starts) = (disk.head, disk.starts(from: old))
    input(name) { $0.appended(head, opening: starts, now: now) }
  }

  func add(_ work: SimulatedNode.DiskWork, at name: NodeName) {
    guard let node = nodes[name] else { return }
    node.work.append(work)
    if node.work.count == 1 { plan(.diskDone(name, life: node.life), in: 0.0005...0.01) }
  }

  func diskDone(_ name: NodeName) {
    guard let work = nodes[name]?.work.first else { return }
    nodes[name]?.work.removeFirst()
    if nodes[name]?.work.isEmpty == false, let life = nodes[name]?.life {
      plan(.diskDone(name, life: life), in: 0.0005...0.01)
    }
    guard let old = nodes[name]?.disk.events.count else { return }
    let outcome = apply(work, at: name)
    if case .append = work {
    } else {
      tell("\(name): \(work), head \(nodes[name]?.disk.head.position.rawValue ?? 0)")
    }
    guard let disk = nodes[name]?.disk else { return }
    let head = disk.head
    switch (work, outcome) {
    case (.append, .refused(let fault)): input(name) { $0.appendRefused(fault, now: now) }
    case (.append, _):
      let starts = disk.starts(from: old)
      input(name) { $0.appended(head, opening: starts, now: now) }
    case (.record(_, _, true), _):
      acknowledge(disk.events[disk.events.count - 1], at: head.position, by: name)
      input(name) { $0.headMoved(to: head, now: now) }
      stopIfDone(name)
    case (.record(_, _, false), _): input(name) { $0.epochOpened(head, now: now) }
    case (.rewind, .notRewound(let reason)):
      input(name) { $0.rewindFailed(reason: reason, now: now) }
    case (.rewind, _): input(name) { $0.rewound(to: head, now: now) }
    case (.persist(let standing), _): input(name) { $0.persisted(standing, now: now) }
    case (_, .notReplaced(let failure)):
      input(name) { $0.replacementFailed(failure, now: now) }
    case (.finishReplacement, _): input(name) { $0.replacementFinished(now: now) }
    case (.beginReplacement, _), (.replace, _):
      guard let point = nodes[name]?.replacement?.head else { return }
      input(name) { $0.replaced(upTo: point, now: now) }
    case (.discardReplacement, _): break
    }
  }

  /// Makes the disk do it, also if nobody lives to hear of it.
  func apply(_ work: SimulatedNode.DiskWork, at name: NodeName) -> SimulatedNode.Outcome {
    guard let node = nodes[name] else { return .done }
    let before = node.disk.events.count
    var outcome = SimulatedNode.Outcome.done
    switch work {
    case .append(let batch):
      if let fault = node.disk.append(batch) { outcome = .refused(fault) }
    case .record(let epoch, let number, _):
      node.disk.append(
        SimulatedEvent(after: node.disk.head.chain, in: epoch, number: number))
    case .rewind(let point):
      node.acknowledged = nil
      let fault = node.disk.rewind(
        to: Int(point.position.rawValue), keepingOrphans: sabotage != .dropsOrphans)
      if let fault { outcome = .notRewound(reason: fault) }
    case .persist(let standing):
      if sabotage != .forgetsStanding { node.disk.standing = standing }
    case .beginReplacement, .replace, .finishReplacement, .discardReplacement:
      outcome = replace(work, at: node)
    }
    let events = node.disk.events
    for index in min(before, events.count)..<events.count {
      judge.recorded(events[index], at: Position(Int64(index + 1)), by: name)
    }
    if case .record(let epoch, _, false) = work { judge.opened(epoch, by: name) }
    return outcome
  }

  private func stopIfDone(_ name: NodeName) {
    guard let node = nodes[name], node.isStopping else { return }
    let isBusy = node.work.contains { if case .record = $0 { true } else { false } }
    guard !isBusy else { return }
    nodes[name]?.isStopping = false
    let writesOn =
      sabotage == .writesOn || sabotage == .writesOnRestored && node.isRestored
    if !writesOn { nodes[name]?.isWriting = false }
    let head = node.disk.head
    input(name) { $0.writingStopped(at: head, now: now) }
  }

  // MARK: Network

  func send(_ frame: Frame, from: NodeName, to: NodeName, _ way: Delivery.Way) {
    let frame = disksFail ? looked(at: frame, from: from) : frame
    guard let receiver = nodes[to], receiver.isUp,
      !partitions.contains(Partition(from: from, to: to))
    else { return }
    guard isCalm || Int.random(in: 0..<50, using: &random) > 0 else { return }
    let delivery = Delivery(frame: frame, from: from, to: to, way: way, life: receiver.life)
    let slow = !isCalm && Int.random(in: 0..<20, using: &random) == 0
    plan(.deliver(delivery), in: 0.0002...(slow ? 0.5 : 0.02))
    if !isCalm, Int.random(in: 0..<50, using: &random) == 0 {
      plan(.deliver(delivery), in: 0.0002...0.5)
    }
  }

  func deliver(_ delivery: Delivery) {
    let name = delivery.to
    guard isAwake(name, life: delivery.life, for: .deliver(delivery)) else { return }
    var frame = delivery.frame
    if sabotage == .ignoresFences, frame.epoch != nil, let own = nodes[name]?.disk.standing.fence {
      frame.epoch = own
    }
    if sabotage == .exaggerates, case .acknowledge = frame.message,
      let head = nodes[name]?.disk.head.position
    {
      frame.position = max(frame.position, min(head, frame.position + 5))
    }
    if sabotage == .acknowledgesDamaged, isQuarantined(name), case .heartbeat = frame.message {
      frame.position = frame.head
      frame.message = .acknowledge
      perform([.ask(frame, of: delivery.from)], at: name)
    }
    switch delivery.way {
    case .request:
      let sender = RoutingID(Array(delivery.from.text.utf8))
      input(name) {
        $0.receivedRequest(frame, from: sender, member: delivery.from, now: now)
      }
    case .answer: input(name) { $0.receivedAnswer(frame, from: delivery.from, now: now) }
    case .publication: input(name) { $0.receivedPublished(frame, from: delivery.from, now: now) }
    }
  }
}
