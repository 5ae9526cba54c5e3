import EventLog
import Membership
import Replication

// Disks that rot, older copies that are restored, and the operator who sees to both, as
// ops/README.md says.
extension Cluster {
  func diskFault() {
    guard !isCalm else { return }
    plan(.diskFault, in: 0.1...1.5)
    guard let name = membership.members.randomElement(using: &random)?.name else { return }
    switch Int.random(in: 0..<10, using: &random) {
    case 0...4: rot(name)
    case 5: restore(name)
    case 6:
      // Twice at once, whatever there is to repair.
      repair(name)
      repair(name)
    case _:
      repair(name)
      plan(.crash(name), in: 0...0.1)
    }
  }

  // MARK: Rot

  /// Damages an event, if what is damaged of each log stays whole on another disk.
  private func rot(_ name: NodeName) {
    guard let node = nodes[name], node.unsynced == nil, !node.disk.events.isEmpty else { return }
    let last = node.disk.events.count - 1
    let first = Bool.random(using: &random) ? 0 : max(0, last - 3)
    let index = Int.random(in: first...last, using: &random)
    let old = node.disk.rot
    let kinds: [SimulatedDisk.Rot] = [.content, .content, .chain]
    node.disk.rot[index] = kinds.randomElement(using: &random)
    guard canBeMended else {
      node.disk.rot = old
      return
    }
    hasRottenChains = hasRottenChains || node.disk.rot[index] == .chain
    tell("\(name): event \(index + 1) rots")
  }

  /// Whether what is damaged of each log is whole on another disk.
  private var canBeMended: Bool { nodes.values.allSatisfy { canBeMended($0) } }

  /// The same of one node, also once `lost` and those that cannot start again have empty folders.
  private func canBeMended(
    _ node: SimulatedNode, without lost: SimulatedNode? = nil
  ) -> Bool {
    guard let damaged = node.disk.damaged else { return true }
    return nodes.values.contains {
      $0 !== node && $0 !== lost && $0.disk.isStartable
        && $0.disk.hasWhole(damaged, of: node.disk)
    }
  }

  func scrub(_ name: NodeName) {
    guard let node = nodes[name] else { return }
    plan(.scrub(name, life: node.life), in: 0.5...3)
    guard sabotage != .hidesDamage else { return }
    for index in node.disk.rot.keys.sorted() {
      let position = Position(Int64(index + 1))
      input(name) { $0.damaged(position...position, now: now) }
    }
  }

  func view(of name: NodeName) -> ClusterView? { machines[name]?.machine.view }

  /// Whether it knows that its log is damaged, and copies.
  func isQuarantined(_ name: NodeName) -> Bool {
    guard let view = view(of: name) else { return false }
    return view.damage != nil && view.standing.role == .replica
  }

  /// What leaves a node: nothing damaged does. On its way through somebody's memory it may change.
  func looked(at frame: Frame, from name: NodeName) -> Frame {
    let events: [ReplicatedEvent]
    switch frame.message {
    case .live(let live): events = live
    case .batch(let batch): events = batch
    case .heartbeat, .hello, .welcome, .refuse, .fetch, .acknowledge, .askHandover, .handover:
      return frame
    }
    var chain = frame.chain
    for event in events {
      guard let event = SimulatedEvent(event, after: chain) else {
        judge.blame("\(name) serves a damaged event")
        return frame
      }
      chain = event.chain
    }
    // Only what replaces damaged events: a log that is continued is proven to differ, and stays so.
    guard !isCalm, case .batch = frame.message, frame.sequence > 1 << 62, let first = events.first,
      Int.random(in: 0..<4, using: &random) == 0
    else { return frame }
    var changed = frame
    let altered = SimulatedEvent(unverified: first).altered
    changed.message = .batch([altered] + events.dropFirst())
    return changed
  }

  // MARK: Older copies

  /// An older copy of the log takes its place; the standing is never restored.
  private func restore(_ name: NodeName) {
    guard let node = nodes[name], node.unsynced == nil, node.disk.events.count > 1 else { return }
    let count = Int.random(in: 1..<node.disk.events.count, using: &random)
    let lost = Array(node.disk.events[count...])
    let others = nodes.values.filter { $0.name != name }
    let elsewhere = Set(
      others.flatMap { $0.disk.intact + $0.disk.orphans } + keptFolders)
    let old = node.disk
    guard elsewhere.isSuperset(of: lost) else { return }
    node.disk.restore(count)
    guard canBeMended else {
      node.disk = old
      return
    }
    node.disk = old
    crash(name)
    let now = nodes[name]?.disk.events.count ?? 0
    guard now >= count, let disk = nodes[name]?.disk else { return }
    let standing = disk.standing
    tell("\(name): is restored to \(count), \(standing)")
    judge.restored(
      name, losing: Array(disk.events[count...]),
      leading: standing.role == .primary ? standing.fence : nil)
    nodes[name]?.disk.restore(count)
    nodes[name]?.acknowledged = nil
    nodes[name]?.isRestored = true
    plan(.restart(name), in: 0.05...2)
  }

  /// Sets its folder aside, and lets it begin with an empty one: only the standing is taken over.
  func empty(_ node: SimulatedNode) {
    tell("\(node.name): begins with an empty folder")
    keptFolders += node.disk.intact + node.disk.orphans
    judge.restored(node.name, losing: node.disk.events, leading: nil)
    node.disk = SimulatedDisk(
      logID: logID, standing: Standing(role: .replica, fence: node.disk.standing.fence))
    node.acknowledged = nil
    node.failedRepairs = 0
  }

  // MARK: Replacing what is damaged

  func replace(
    _ work: SimulatedNode.DiskWork, at node: SimulatedNode
  ) -> SimulatedNode.Outcome {
    let verifying = sabotage != .replacesUnverified
    var failure: RepairFailure?
    switch work {
    case .beginReplacement(let damage):
      node.replacement = node.disk.replacing(damage)
      if node.replacement == nil { failure = .storage(reason: "more of it is damaged") }
    case .replace(let batch): failure = node.replacement?.append(batch, verifying: verifying)
    case .finishReplacement:
      guard let done = node.replacement else { break }
      failure = node.disk.finish(done, verifying: verifying)
      node.replacement = nil
      for index in node.disk.events.indices {
        judge.recorded(
          node.disk.events[index], at: Position(Int64(index + 1)), by: node.name)
      }
    case .discardReplacement: node.replacement = nil
    case .append, .record, .rewind, .persist: break
    }
    return failure.map { .notReplaced($0) } ?? .done
  }

  // MARK: The operator

  func look() {
    guard !isCalm else { return }
    plan(.look, in: 0.5...3)
    tend()
  }

  /// Has damaged and diverged logs mended; a primary whose log is damaged hands it over first.
  func tend() {
    for name in nodes.keys.sorted() {
      guard let node = nodes[name], node.isUp, (node.pausedUntil ?? now) <= now,
        let view = view(of: name)
      else { continue }
      if view.damage != nil, view.isLeading {
        despair(of: node)
        let heirs = nodes.values.filter {
          $0.isUp && $0.name != name && self.view(of: $0.name)?.damage == nil
        }
        if let heir = heirs.map(\.name).sorted().randomElement(using: &random) {
          promote(heir, .planned)
        }
      } else if !view.isRepairing, view.damage != nil || node.isDiverged {
        repair(name)
      }
    }
  }

  func repair(_ name: NodeName) {
    guard let node = nodes[name], node.isUp, (node.pausedUntil ?? now) <= now else { return }
    tell("\(name): repair")
    input(name) { $0.repair(now: now) }
  }

  func settle(_ result: Result<RepairReport, RepairFailure>, at name: NodeName) {
    tell("\(name): \(result)")
    guard let node = nodes[name] else { return }
    switch result {
    case .success: node.failedRepairs = 0
    case .failure(.noLaterEpoch(let leader)): promote(leader, .planned)
    case .failure(.busy), .failure(.nothingToRepair), .failure(.isPrimary): break
    case .failure: despair(of: node)
    }
  }

  /// When nothing else helps, a node begins with an empty folder.
  private func despair(of node: SimulatedNode) {
    guard isCalm else { return }
    node.failedRepairs += 1
    let isNeeded = nodes.values.contains {
      $0 !== node && canBeMended($0) && !canBeMended($0, without: node)
    }
    guard node.failedRepairs > 20, !isNeeded else { return }
    crash(node.name)
    if let node = nodes[node.name] { empty(node) }
    plan(.restart(node.name), in: 0.05...1)
  }
}

extension SimulatedNode {
  /// Whether its log is not the primary's.
  var isDiverged: Bool { if case .diverged = status.state { true } else { false } }
}
