package import StandardForms

/// Something that happened or is planned, what it affects and what was said about it. A maintenance
/// is an incident with impacts of severity 0.
package struct Incident: Hashable, Sendable {
  /// Its identity.
  package let id: IncidentID
  /// Its name.
  package internal(set) var name: Text
  /// What it is about.
  package internal(set) var description: Text?
  /// What it affects, in the order in which it was given.
  package internal(set) var impacts: [Impact]
  /// When it began or will begin.
  package internal(set) var beganAt: Timestamp
  /// When it ended or will end; `nil` while it is open.
  package internal(set) var endedAt: Timestamp?
  /// The phase that it is in.
  package internal(set) var phase: PhaseReference?
  /// What was said about it, by order.
  package internal(set) var updates: [IncidentUpdate]
  /// The order of the next update. Orders are never used again.
  package internal(set) var nextOrder: Int
  /// Where it was imported from.
  package let source: Source?
  /// The count of its stream's events.
  package internal(set) var version: Int64

  /// An incident of these parts, as they were recorded; one that was just opened by default.
  package init(
    id: IncidentID, name: Text, description: Text?, impacts: [Impact], beganAt: Timestamp,
    endedAt: Timestamp?, phase: PhaseReference?, updates: [IncidentUpdate] = [],
    nextOrder: Int = 0, source: Source?, version: Int64 = 1
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.impacts = impacts
    self.beganAt = beganAt
    self.endedAt = endedAt
    self.phase = phase
    self.updates = updates
    self.nextOrder = nextOrder
    self.source = source
    self.version = version
  }

  /// Whether it is active at `time`: begun and not yet ended (half-open).
  package func isActive(at time: Timestamp) -> Bool {
    beganAt <= time && !isFinished(at: time)
  }

  /// Whether it has ended at `time`; an open or a planned one has not.
  package func isFinished(at time: Timestamp) -> Bool { endedAt.map { $0 <= time } ?? false }

  /// Whether it is a maintenance.
  package var isMaintenance: Bool { impacts.contains { $0.severity == .maintenance } }

  /// The update of this order, unless it was deleted.
  package func update(_ order: Int) -> IncidentUpdate? { updates.first { $0.order == order } }
}

/// That an incident affects a component, in which way and how badly.
package struct Impact: Hashable, Sendable {
  /// The component.
  package let component: ComponentID
  /// The way.
  package let type: ImpactTypeID
  /// How badly.
  package let severity: ImpactSeverity

  /// An impact of these parts.
  package init(component: ComponentID, type: ImpactTypeID, severity: ImpactSeverity) {
    self.component = component
    self.type = type
    self.severity = severity
  }
}

/// How badly a component is affected: 1...100, and 0 for maintenance.
package struct ImpactSeverity: Hashable, Comparable, Sendable {
  /// 0...100.
  package let value: Int
  /// The severity that makes a maintenance.
  package static let maintenance = ImpactSeverity(unchecked: 0)

  private init(unchecked value: Int) { self.value = value }

  /// The severity `value`.
  /// - Throws: `Rule` `.outOfRange`.
  package init(_ value: Int64) throws(Rule) {
    guard (0...100).contains(value) else { throw .outOfRange(min: 0, max: 100) }
    self.value = Int(value)
  }

  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// Something that was said about an incident.
package struct IncidentUpdate: Hashable, Sendable {
  /// Its number within the incident, from 0.
  package let order: Int
  /// Its headline.
  package internal(set) var name: Text?
  /// Its text.
  package internal(set) var description: Text?
  /// When it was said.
  package internal(set) var createdAt: Timestamp
  /// Where it was imported from.
  package let source: Source?
  /// The version of the incident's stream at its last change.
  package internal(set) var version: Int64

  /// An update of these parts, as they were recorded.
  package init(
    order: Int, name: Text?, description: Text?, createdAt: Timestamp, source: Source?,
    version: Int64
  ) {
    self.order = order
    self.name = name
    self.description = description
    self.createdAt = createdAt
    self.source = source
    self.version = version
  }
}
