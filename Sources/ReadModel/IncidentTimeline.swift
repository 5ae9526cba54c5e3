import HashTreeCollections
package import StandardForms
package import StatusDomain

/// Where incidents lie in time, so that a window and a moment are found without looking at all.
package struct IncidentTimeline: Hashable, Sendable {
  private var byBegin = SortedChunks<Mark>()
  private var byEnd = SortedChunks<Mark>()

  private struct Mark: Hashable, Comparable, Sendable {
    let microseconds: Int64
    let id: UUIDValue

    /// Before every mark of its time.
    init(_ time: Timestamp) { self.init(microseconds: time.microseconds, id: UUIDValue(0)) }

    init(microseconds: Int64, id: UUIDValue) {
      self.microseconds = microseconds
      self.id = id
    }

    static func < (a: Self, b: Self) -> Bool {
      (a.microseconds, a.id) < (b.microseconds, b.id)
    }
  }

  /// A timeline without incidents.
  package init() {}

  /// The timeline of these incidents, made at once.
  package init(of spans: [Span]) {
    byBegin = SortedChunks(sorted: spans.map { Self.begin(of: $0) }.sorted())
    byEnd = SortedChunks(sorted: spans.map { Self.end(of: $0) }.sorted())
  }

  /// What the timeline knows of an incident.
  package struct Span: Hashable, Sendable {
    fileprivate let id: UUIDValue
    fileprivate let beganAt: Timestamp
    fileprivate let endedAt: Timestamp?

    /// The span of `incident`.
    package init(_ incident: Incident) {
      id = incident.id.uuid
      beganAt = incident.beganAt
      endedAt = incident.endedAt
    }
  }

  /// Replaces what was known of an incident by what is.
  package mutating func replace(_ old: Span?, with new: Span?) {
    guard old != new else { return }
    if let old {
      byBegin.remove(Self.begin(of: old))
      byEnd.remove(Self.end(of: old))
    }
    if let new {
      byBegin.insert(Self.begin(of: new))
      byEnd.insert(Self.end(of: new))
    }
  }

  /// When the first of them began; `nil` without any.
  package var firstBegin: Timestamp? {
    byBegin.first.map { Timestamp(microseconds: $0.microseconds) }
  }

  /// Incidents that may have begun at or before `latest` and end at or after `earliest` (or never):
  /// every such incident, and others; the caller looks at each.
  package func candidates(endingFrom earliest: Timestamp, begunBy latest: Timestamp) -> [IncidentID]
  {
    let afterLatest = Mark(microseconds: latest.microseconds + 1, id: UUIDValue(0))
    let fromEarliest = Mark(earliest)
    let begun = byBegin.rank(of: afterLatest)
    let ending = byEnd.count - byEnd.rank(of: fromEarliest)
    var ids: [IncidentID] = []
    ids.reserveCapacity(min(begun, ending))
    if begun < ending {
      byBegin.forEach(before: afterLatest) { ids.append(ID($0.id)) }
    } else {
      byEnd.forEach(from: fromEarliest) {
        ids.append(ID($0.id))
        return true
      }
    }
    return ids
  }

  /// The first moment after `time` at which an incident begins or ends; `nil` if there is none.
  package func nextBoundary(after time: Timestamp) -> Timestamp? {
    let next = Mark(microseconds: time.microseconds + 1, id: UUIDValue(0))
    return [byBegin, byEnd].compactMap { marks in
      var first: Int64?
      marks.forEach(from: next) {
        first = $0.microseconds
        return false
      }
      return first.flatMap { $0 == .max ? nil : Timestamp(microseconds: $0) }
    }.min()
  }

  private static func begin(of span: Span) -> Mark {
    Mark(microseconds: span.beganAt.microseconds, id: span.id)
  }

  /// An open incident ends after every moment.
  private static func end(of span: Span) -> Mark {
    Mark(microseconds: span.endedAt?.microseconds ?? .max, id: span.id)
  }
}
