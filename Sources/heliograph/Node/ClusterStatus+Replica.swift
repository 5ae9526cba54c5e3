import EventLog
import LogStore
import Replication
import StandardForms
import StatusService

extension ClusterStatus {
  /// What a replica without a cluster's file knows: of its primary, and of no other node.
  /// - Parameter name: what it is called.
  init(
    replica name: String, _ status: NodeStatus, head: LogHead, _ replication: ReplicationStatus,
    now: ContinuousClock.Instant
  ) {
    let own = head.position.rawValue
    let primaryHead = replication.primaryHead?.position.rawValue ?? 0
    self.init(
      name: name, region: nil, log: head.logID?.text, role: .replica,
      condition: status.condition, epoch: own == 0 ? 0 : head.epoch.rawValue, head: own,
      lag: max(0, primaryHead - own), committed: nil)
    peers = [Peer(primary: replication, now)]
    problems = Self.problems(
      of: replication, lag: lag, now,
      divergence: "keep its data folder for analysis, and start it on an empty one")
  }

  /// What is wrong with a node that copies.
  /// - Parameters:
  ///   - lag: how far it is behind, in events.
  ///   - divergence: what to do if its log is not the primary's.
  static func problems(
    of replication: ReplicationStatus, lag: Int64, _ now: ContinuousClock.Instant,
    divergence: String
  ) -> [Problem] {
    var problems: [Problem] = []
    switch replication.state {
    case .probing, .streaming: break
    case .comparing, .rewinding:
      problems.append(
        Problem(
          "this node's log ends in an epoch that is not the primary's",
          hint: "wait; what only this node has is put aside"))
    case .catchingUp:
      problems.append(
        Problem(
          "this node is catching up, \(lag) events to go",
          hint: "wait; it serves what it has meanwhile"))
    case .stale:
      if replication.isHeard(now), replication.problem == nil, lag > 0 {
        problems.append(
          Problem(
            "this node hears the primary and gets no further, \(lag) events behind",
            hint: "see the log of this node and of the primary"))
      }
    case .diverged(let reason):
      problems.append(
        Problem(
          "this node's log is not the primary's: \(reason)",
          hint: divergence))
    }
    if let problem = replication.problem {
      problems.append(
        Problem(problem, hint: "see the log of this node; it tries again by itself"))
    }
    return problems
  }
}

extension ClusterStatus.Peer {
  fileprivate init(primary replication: ReplicationStatus, _ now: ContinuousClock.Instant) {
    self.init(name: "primary", region: nil)
    isConnected = replication.isHeard(now)
    if let head = replication.primaryHead {
      role = .primary
      epoch = head.epoch.rawValue
      self.head = head.position.rawValue
    }
    ageMilliseconds = replication.lastHeardAt.map { (now - $0).milliseconds }
    guard !isConnected else { return }
    let words = replication.lastHeardAt.map { "was last heard \((now - $0).inWords) ago" }
    problem = ClusterStatus.Problem(
      words ?? "was not heard since this node started",
      hint: "see that it runs, and to the network between; this node goes on serving what it has")
  }
}

extension ReplicationStatus {
  fileprivate func isHeard(_ now: ContinuousClock.Instant) -> Bool {
    lastHeardAt.map { now - $0 < Limits.staleAfter } ?? false
  }
}
