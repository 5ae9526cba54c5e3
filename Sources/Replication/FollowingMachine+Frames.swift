import EventLog
import StandardForms

extension FollowingMachine {
  /// Bytes came that are no frame. Nothing is known of who sent them: they count, and that is all.
  package mutating func receivedDamaged(now: ContinuousClock.Instant) -> [Action] {
    status.refusedFrames += 1
    return goOn(now: now)
  }

  /// A frame came, published or as an answer.
  package mutating func received(
    _ frame: Frame, now: ContinuousClock.Instant
  ) -> [Action] {
    var actions: [Action] = []
    switch frame.message {
    case .welcome(let presence): heardWelcome(frame, presence, now: now, &actions)
    case .refuse(let refusal): heardRefusal(frame, refusal, now: now, &actions)
    case .heartbeat(let presence):
      guard heardPublished(frame, now: now) else { break }
      status.primaryURL = presence.publicURL
      target = max(target, frame.head)
      if phase == .following { heardHead(frame, &actions) }
    case .live:
      guard heardPublished(frame, now: now), let batch = EventBatch(frame) else { break }
      if phase == .following, isConsistent(batch) {
        window.offer(batch)
        target = max(target, batch.last)
      }
    case .batch:
      guard isOfPrimary(frame), phase == .following, window.isRequested(frame.sequence) else {
        status.refusedFrames += 1
        break
      }
      noteHead(of: frame, heardAt: now)
      guard let batch = EventBatch(frame), isConsistent(batch) else { break }
      window.arrived(batch, number: frame.sequence)
    case .hello, .fetch, .acknowledge, .askHandover, .handover:
      status.refusedFrames += 1  // Requests, and what is not asked for here.
    }
    return actions + goOn(now: now)
  }

  // MARK: Answers

  private mutating func heardWelcome(
    _ frame: Frame, _ presence: Presence, now: ContinuousClock.Instant,
    _ actions: inout [Action]
  ) {
    guard isAnswerToOpenRequest(frame), frame.sequence >= probeSince, phase != .rewinding else {
      return
    }
    answered = frame.sequence
    if let objection = objection(to: frame) {
      refused(objection, by: frame, now: now)
      return
    }
    guard probe.position >= log.position else {
      rewind(below: presence.headEpoch, &actions)
      return
    }
    let isNew = session != frame.session || phase != .following
    if isNew {
      session = frame.session
      primaryLog = frame.logID
      phase = .following
      lastPublished = 0
      status.primaryHead = nil
      target = .zero
      // The subscription may still be under way: the silence counts from now.
      heartbeatDueAt = now + Limits.staleAfter
      isSilent = false
      heldHead.startAnew()
      restartWindow()
    }
    status.primaryURL = presence.publicURL
    status.lastHeardAt = now
    primaryProblem = nil
    noteHead(of: frame, heardAt: now)
    target = max(target, frame.head)
    // While heartbeats stay away, hellos go on: they tell the head in their place.
    if isSilent { actions.append(.resubscribe) } else { hello.end() }
  }

  /// What speaks against a welcome, from what is known here. The primary has looked too; neither
  /// trusts the other.
  private func objection(to frame: Frame) -> String? {
    if let ours = log.logID, let theirs = frame.logID, ours != theirs {
      return "the primary's log is \(theirs.text), the log here is \(ours.text)"
    }
    if log.logID == nil, let expected = expectedLog, let theirs = frame.logID, expected != theirs {
      return "the primary's log is \(theirs.text), the cluster's file names \(expected.text)"
    }
    if let ours = fence, let theirs = frame.epoch, theirs < ours {
      return "the primary is in epoch \(theirs.rawValue), and there is epoch \(ours.rawValue)"
    }
    if frame.head < probe.position {
      return "the log here reaches \(probe.position.rawValue), the primary's only "
        + "\(frame.head.rawValue)"
    }
    if frame.position <= probe.position, let ours = memory[frame.position], ours != frame.chain {
      return "the logs differ at or before position \(frame.position.rawValue)"
    }
    return nil
  }

  private mutating func heardRefusal(
    _ frame: Frame, _ refusal: Refusal, now: ContinuousClock.Instant, _ actions: inout [Action]
  ) {
    guard isAnswerToOpenRequest(frame), phase != .rewinding else { return }
    switch refusal.code {
    case .helloFirst: hello.hurry(now: now)
    case .forked where !resolvesForks:
      answered = frame.sequence
      refused(refusal.reason, by: frame, now: now)
    case .forked:
      guard frame.sequence >= probeSince, awaitedPoint == nil else { return }
      answered = frame.sequence
      guard let common = refusal.common else {
        primaryProblem = "the primary refuses: \(refusal.reason)"
        return
      }
      restartWindow()
      compare(with: common, &actions)
    case .noLog, .notPrimary, .notNow:
      primaryProblem = "the node that is followed refuses: \(refusal.reason)"
    case .foreignLog, .lowerEpoch, .longerLog, .chainDiffers:
      answered = frame.sequence
      refused(refusal.reason, by: frame, now: now)
    case .unreadable:
      primaryProblem = "the primary cannot read its log: \(refusal.reason)"
    case nil:
      primaryProblem = "the primary refuses: \(refusal.reason)"
    }
  }

  private mutating func refused(
    _ reason: String, by frame: Frame, now: ContinuousClock.Instant
  ) {
    phase = .refused(reason: reason)
    primaryProblem = nil
    session = frame.session
    lastPublished = 0
    restartWindow()
    hello.rest(now: now)
  }

  /// Whether the frame answers a request sent after the last one that settled the matter: an answer
  /// that was overtaken by a later one says nothing about now. What was proven stays.
  private func isAnswerToOpenRequest(_ frame: Frame) -> Bool {
    if case .diverged = phase { return false }
    return frame.sequence > answered && frame.sequence <= lastNumber
  }

  // MARK: What is published

  /// Notes that the primary lives and where its head is. False if the frame is not to be used.
  private mutating func heardPublished(_ frame: Frame, now: ContinuousClock.Instant) -> Bool {
    guard let session, session == frame.session else {
      // Another process speaks there, perhaps the primary after a restart: introduce ourselves.
      if hello.dueAt != nil || phase == .following { hello.hurry(now: now) }
      return false
    }
    guard isOfPrimary(frame) else {
      status.refusedFrames += 1
      return false
    }
    let isNews = frame.sequence > lastPublished
    if isNews {
      lastPublished = frame.sequence
      status.lastHeardAt = now
      heartbeatDueAt = now + Limits.staleAfter
      isSilent = false
      if phase == .following { hello.end() }
    }
    noteHead(of: frame, heardAt: isNews ? now : nil)
    return true
  }

  private mutating func heardHead(_ frame: Frame, _ actions: inout [Action]) {
    if let ours = memory[frame.position], ours != frame.chain {
      diverge("the logs differ at or before position \(frame.position.rawValue)")  // I6
    } else if log.position > .zero {
      // Tells the primary that this replica lives, and repeats what may have been lost.
      actions.append(acknowledgement())
    }
  }

  // MARK: Checks

  /// Session, log and epoch are those of the primary that was met; an epoch below the own is
  /// refused.
  private func isOfPrimary(_ frame: Frame) -> Bool {
    guard frame.session == session, let epoch = frame.epoch, let logID = frame.logID else {
      return false
    }
    return logID == log.logID ?? primaryLog && epoch >= fence ?? epoch
  }

  private mutating func isConsistent(_ batch: EventBatch) -> Bool {
    guard let position = memory.difference(from: batch) else { return true }
    diverge("the logs differ at or before position \(position.rawValue)")  // I6
    return false
  }

  /// - Parameter now: nil for what came late or twice, and so says nothing of now.
  private mutating func noteHead(of frame: Frame, heardAt now: ContinuousClock.Instant?) {
    guard let epoch = frame.epoch, frame.head >= status.primaryHead?.position ?? .zero else {
      return
    }
    status.primaryHead = EpochPosition(epoch: epoch, position: frame.head)
    if let now, phase == .following { heldHead.heard(frame.head, at: now) }
  }
}
