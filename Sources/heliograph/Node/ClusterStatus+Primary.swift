import EventLog
import LogStore
import Replication
import StandardForms
import StatusService

extension ClusterStatus {
  /// What a primary without a cluster's file knows: of the replicas that have said hello.
  /// - Parameter name: what it is called.
  init(
    primary name: String, _ status: NodeStatus, head: LogHead, _ replicas: [PeerStatus],
    alarm: PrimaryAlarm?, storageFault: LogStoreError?, now: ContinuousClock.Instant
  ) {
    self.init(
      name: name, region: nil, log: head.logID?.text, role: .primary,
      condition: status.condition, epoch: head.epoch.rawValue, head: head.position.rawValue, lag: 0,
      committed: nil, peers: replicas.map { Peer($0, head: head.position, now: now) })
    if let storageFault { problems.append(Problem(refused: storageFault)) }
    if let alarm { problems.append(Problem(alarm.reason, hint: alarm.hint)) }
  }
}

extension ClusterStatus.Problem {
  /// The disk did not take the last change.
  init(refused fault: LogStoreError) {
    self.init(
      "the disk did not take the last change: \(fault.reason)",
      hint: "\(fault.hint); writing resumes by itself")
  }
}

extension ClusterStatus.Peer {
  fileprivate init(_ status: PeerStatus, head: Position, now: ContinuousClock.Instant) {
    self.init(name: status.name, region: nil)
    role = .replica
    ageMilliseconds = (now - status.lastHeardAt).milliseconds
    isConnected = status.isConnected(now)
    if status.refusal == nil {
      acknowledged = status.acknowledged.rawValue
      lag = max(0, head - status.acknowledged)
    }
    problem = problem(status, now)
  }

  private func problem(
    _ status: PeerStatus, _ now: ContinuousClock.Instant
  ) -> ClusterStatus.Problem? {
    if let refusal = status.refusal {
      return ClusterStatus.Problem(
        "was refused: \(refusal)", hint: "see the log here and there, and the runbook")
    }
    if !status.isConnected(now) {
      return ClusterStatus.Problem(
        "was last heard \((now - status.lastHeardAt).inWords) ago",
        hint: "see that it runs, and to the network between; it catches up by itself")
    }
    if let lag, lag > Limits.streamingLagMax {
      return ClusterStatus.Problem(
        "is \(lag) events behind",
        hint: "wait; if that does not shrink, see to its disk and to the network between")
    }
    return nil
  }
}

extension PeerStatus {
  fileprivate func isConnected(_ now: ContinuousClock.Instant) -> Bool {
    refusal == nil && now - lastHeardAt < Limits.peerLostAfter
  }
}
