import HashTreeCollections
import StandardForms
package import StatusDomain

/// What befell a component in a window of days.
package struct Uptime: Hashable, Sendable {
  /// An incident, as the component felt it.
  package struct Affection: Hashable, Sendable {
    /// The incident.
    package let incident: IncidentID
    /// The worst of its impacts on this component.
    package let severity: ImpactSeverity
    /// The days that it touched, 0 the window's first.
    package let days: Range<Int>
  }

  /// The incidents that touched the window's days, newest begin first.
  package let affections: [Affection]
  /// The first of the window's days of which anything is known; the count of days if none is. A
  /// component is known from its registration on, and from the first incident that names it.
  package let firstKnownDay: Int
  /// The share of the time since it is known, within the window, in which no impact above
  /// maintenance was active.
  package let availability: Availability
}

extension StatusBoard {
  /// The uptime of every component in `window`. Incidents last from their begin to just before
  /// their end, open ones until now; what has not begun does not count, and time in which several
  /// were active counts once.
  /// What was imported from another status page was known there before it was registered here, and
  /// so counts as known throughout.
  package func uptimes(in window: UptimeWindow) -> [ComponentID: Uptime] {
    var felt: [ComponentID: [Felt]] = [:]
    for incident in incidents(from: window.start, through: window.now) {
      let days = window.days(from: incident.beganAt, to: incident.endedAt)
      guard !days.isEmpty else { continue }
      let span = incident.beganAt..<max(incident.beganAt, incident.endedAt ?? window.now)
      for impact in incident.impacts where components[impact.component] != nil {
        felt[impact.component, default: []].take(
          Felt(incident: incident.id, severity: impact.severity, days: days, span: span))
      }
    }
    var uptimes: [ComponentID: Uptime] = [:]
    uptimes.reserveCapacity(components.count)
    for component in components.values {
      let felt = felt[component.id] ?? []
      // Who tells of an incident before the registration tells what was before it, too.
      let told = felt.map(\.span.lowerBound).min() ?? .latest
      let since = max(min(knownSince(component), told), window.start)
      uptimes[component.id] = Uptime(felt, since: since, window)
    }
    return uptimes
  }

  private func knownSince(_ component: Component) -> Timestamp {
    let isImported = component.source?.text.hasPrefix("statuspage:") ?? false
    return isImported ? .earliest : registeredAt(component.id) ?? .earliest
  }
}

/// An incident at one component.
private struct Felt {
  let incident: IncidentID
  var severity: ImpactSeverity
  let days: Range<Int>
  let span: Range<Timestamp>
}

extension [Felt] {
  /// Appends one, or makes it the worse if it is of the incident that came last.
  fileprivate mutating func take(_ felt: Felt) {
    if let last, last.incident == felt.incident {
      self[count - 1].severity = Swift.max(last.severity, felt.severity)
    } else {
      append(felt)
    }
  }
}

extension Uptime {
  fileprivate init(_ felt: [Felt], since: Timestamp, _ window: UptimeWindow) {
    affections = felt.map {
      Affection(incident: $0.incident, severity: $0.severity, days: $0.days)
    }
    firstKnownDay = since > window.now ? window.dayCount : window.day(of: since) ?? 0
    guard since < window.measuredEnd else {
      availability = .none
      return
    }
    let known = window.measuredEnd.microseconds - since.microseconds
    let spans = felt.filter { $0.severity > .maintenance }.map {
      $0.span.clamped(to: since..<window.measuredEnd)
    }
    availability = Availability(
      availableMicroseconds: known - Self.length(ofUnion: spans), knownMicroseconds: known)
  }

  /// How many microseconds lie in any of `spans`.
  private static func length(ofUnion spans: [Range<Timestamp>]) -> Int64 {
    var length: Int64 = 0
    var reached = Timestamp.earliest
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let start = max(span.lowerBound, reached)
      guard start < span.upperBound else { continue }
      length += span.upperBound.microseconds - start.microseconds
      reached = span.upperBound
    }
    return length
  }
}
