import EventLog
package import Membership

/// Why a frame that came whole, from a member, is of no use to who receives it.
package enum FrameRefusal: Hashable, Sendable, CaseIterable {
  /// It is of another log.
  case foreignLog
  /// It is of an epoch below the highest that the receiver has seen.
  case lowerEpoch
  /// It claims an epoch to which no promotion can have led (ADR 30).
  case epochTooFar
  /// Such a frame never comes this way: what is published or answered does not come as a request.
  case misplaced
  /// Nothing was asked that it answers: it is late, or came a second time.
  case unasked
}

/// The ways in which frames come.
package enum FrameOrigin: Hashable, Sendable {
  /// Somebody asks.
  case request
  /// A member answers.
  case answer(NodeName)
  /// A member publishes.
  case publication
}

extension NodeMachine {
  /// What speaks against `frame`, before it is received; nil if it may be of use. Changes nothing:
  /// each part refuses by itself what is for it, and this says why.
  package func refusal(of frame: Frame, as origin: FrameOrigin) -> FrameRefusal? {
    guard frame.message.comes(as: origin) else { return .misplaced }
    if frame.logID != nil, !concernsOwnLog(frame) { return .foreignLog }
    if frame.logID != nil, isTooFar(frame) { return .epochTooFar }
    switch frame.message {
    // A node that has fallen behind asks from where it is.
    case .hello, .fetch, .askHandover: return nil
    case .batch:
      guard case .answer(let peer) = origin, !isAskedBeside(frame) else { return nil }
      let isAsked = peer == upstream && following.window.isRequested(frame.sequence)
      return isLower(frame) ? .lowerEpoch : isAsked ? nil : .unasked
    case .live, .heartbeat, .welcome, .refuse, .acknowledge, .handover:
      return isLower(frame) ? .lowerEpoch : nil
    }
  }

  private func isLower(_ frame: Frame) -> Bool {
    guard let theirs = frame.epoch, let fence = standing.fence else { return false }
    return theirs < fence
  }
}

extension Frame.Message {
  fileprivate func comes(as origin: FrameOrigin) -> Bool {
    switch (self, origin) {
    case (.hello, .request), (.fetch, .request), (.acknowledge, .request),
      (.askHandover, .request), (.welcome, .answer), (.refuse, .answer), (.batch, .answer),
      (.handover, .answer), (.live, .publication), (.heartbeat, .publication):
      true
    case (.hello, _), (.fetch, _), (.acknowledge, _), (.askHandover, _), (.welcome, _),
      (.refuse, _), (.batch, _), (.handover, _), (.live, _), (.heartbeat, _):
      false
    }
  }
}
