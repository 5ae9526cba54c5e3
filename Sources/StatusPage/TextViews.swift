import StandardForms
import StatusDomain

/// A text that people wrote, or that it is withheld.
struct TextView: Hashable {
  /// The text, or the word for its absence.
  let text: String
  let isWithheld: Bool
  /// Whether there is more of it.
  var isClipped = false

  init(_ text: Text, _ words: Words) {
    self.text = text.known ?? words[.withheld]
    isWithheld = text == .withheld
  }

  /// A text of ours, or one that is known.
  init(_ text: String) { self.init(text: text, isWithheld: false, isClipped: false) }

  /// At most `bytesMax` bytes of it, cut between characters, with an ellipsis if it was cut.
  func clipped(bytesMax: Int) -> TextView {
    guard text.utf8.count > bytesMax else { return self }
    var end = text.utf8.index(text.startIndex, offsetBy: bytesMax)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return TextView(text: text[..<end] + "…", isWithheld: isWithheld, isClipped: true)
  }

  private init(text: String, isWithheld: Bool, isClipped: Bool) {
    self.text = text
    self.isWithheld = isWithheld
    self.isClipped = isClipped
  }

  var members: Members {
    [
      .text: .text(text), .isWithheld: .flag(isWithheld), .isClipped: .flag(isClipped),
      .isLong: .flag(text.utf8.count > Limits.textFlowingBytesMax),
    ]
  }
}

/// A state: shape and words.
struct StateView: Hashable {
  let state: ShownState
  let label: String

  init(_ state: ShownState, _ words: Words) {
    self.state = state
    label = state.label(words)
  }

  var members: Members {
    [
      .tone: .text(state.tone), .label: .text(label),
      .isOperational: .flag(state == .operational),
    ]
  }
}

/// A moment: for programs to the microsecond, for people to the minute.
struct TimeView: Hashable {
  let iso: String
  let text: String

  init(_ time: Timestamp, _ words: Words) {
    iso = time.rfc3339
    text = words.time(time)
  }

  private init(iso: String, text: String) {
    self.iso = iso
    self.text = text
  }

  /// The moment within a day that was already told.
  static func timeOfDay(_ time: Timestamp, _ words: Words) -> TimeView {
    TimeView(iso: time.rfc3339, text: words.timeOfDay(time))
  }

  var members: Members { [.iso: .text(iso), .text: .text(text)] }
}

/// From when to when something lasts.
struct SpanView: Hashable {
  let began: TimeView
  /// Whether the begin lies ahead.
  let isAhead: Bool
  /// Absent while it is open.
  let ended: TimeView?
  /// The same moment, without its day if it is the begin's.
  let endedBriefly: TimeView?
  /// Whether the end lies ahead.
  let isEndPlanned: Bool
  /// How long it lasted, or is meant to last; absent while it is open.
  let duration: String?

  init(of incident: Incident, at now: Timestamp, _ words: Words) {
    began = TimeView(incident.beganAt, words)
    isAhead = incident.beganAt > now
    isEndPlanned = incident.endedAt.map { $0 > now } ?? false
    ended = incident.endedAt.map { TimeView($0, words) }
    endedBriefly = incident.endedAt.map { end in
      end.startOfDay == incident.beganAt.startOfDay
        ? .timeOfDay(end, words) : TimeView(end, words)
    }
    duration = incident.endedAt.map { end in
      words.duration(microseconds: end.microseconds - incident.beganAt.microseconds)
    }
  }

  var members: Members {
    [
      .began: .members(began.members), .ended: .optional(ended?.members),
      .endedBriefly: .optional(endedBriefly?.members), .isOpen: .flag(ended == nil),
      .isAhead: .flag(isAhead), .isEndPlanned: .flag(isEndPlanned),
      .duration: .optional(duration),
    ]
  }
}
