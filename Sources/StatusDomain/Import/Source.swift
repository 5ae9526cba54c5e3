package import StandardForms

/// Where something was imported from, for ever: `statuspage:<page>/<kind>/<id>`. Two things never
/// have the same.
package struct Source: Hashable, Sendable {
  /// 1...`Limits.sourceBytesMax` bytes.
  package let text: String

  /// Takes `text` as it is.
  /// - Throws: `Rule` `.empty` or `.tooLong`.
  package init(_ text: String) throws(Rule) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Limits.sourceBytesMax else {
      throw .tooLong(bytesMax: Limits.sourceBytesMax)
    }
    self.text = text
  }

  /// A source read back from the log, which was checked when it was recorded.
  package init(recorded text: String) { self.text = text }
}

/// What a source became here, also when that was deleted since.
package enum Imported: Hashable, Sendable {
  case component(ComponentID)
  case impactType(ImpactTypeID)
  case incident(IncidentID)
  case update(IncidentID, order: Int)
}

/// A record of another system, to be recorded here once and then only where it changed.
package enum ImportCommand: Hashable, Sendable {
  /// A component; `new` becomes its identity unless its source is known.
  case component(new: ComponentID, Source, ComponentDraft)
  /// An impact type; `new` becomes its identity unless its source is known.
  case impactType(new: ImpactTypeID, Source, ImpactTypeDraft)
  /// An incident with its updates; `new` becomes its identity unless its source is known.
  case incident(new: IncidentID, Source, ImportedIncident)
}

/// How an imported impact names a component or impact type.
package enum ImportReference: Hashable, Sendable {
  /// By its identity here.
  case id(UUIDValue)
  /// By where it was imported from.
  case source(Source)
}

/// An impact as another system tells it.
package struct ImportedImpact: Hashable, Sendable {
  /// The component.
  package let component: ImportReference
  /// The way.
  package let type: ImportReference
  /// How badly.
  package let severity: ImpactSeverity

  /// An impact of these parts.
  package init(component: ImportReference, type: ImportReference, severity: ImpactSeverity) {
    self.component = component
    self.type = type
    self.severity = severity
  }
}

/// An incident as another system tells it.
package struct ImportedIncident: Hashable, Sendable {
  /// Its name.
  package var name: Name
  /// What it is about.
  package var description: Description?
  /// What it affects.
  package var impacts: [ImportedImpact]
  /// When it began or will begin.
  package var beganAt: Timestamp
  /// When it ended or will end.
  package var endedAt: Timestamp?
  /// The phase that it is in.
  package var phase: PhaseReference?
  /// When the other system first told it.
  package var occurredAt: Timestamp?
  /// When the other system last changed it.
  package var changedAt: Timestamp?
  /// What was said, oldest first.
  package var updates: [ImportedUpdate]

  /// An incident of these parts.
  package init(
    name: Name, description: Description?, impacts: [ImportedImpact], beganAt: Timestamp,
    endedAt: Timestamp?, phase: PhaseReference?, occurredAt: Timestamp?, changedAt: Timestamp?,
    updates: [ImportedUpdate]
  ) {
    self.name = name
    self.description = description
    self.impacts = impacts
    self.beganAt = beganAt
    self.endedAt = endedAt
    self.phase = phase
    self.occurredAt = occurredAt
    self.changedAt = changedAt
    self.updates = updates
  }
}

/// Something that was said about an incident in another system.
package struct ImportedUpdate: Hashable, Sendable {
  /// Where it comes from.
  package let source: Source
  /// What was said, and when.
  package let draft: UpdateDraft

  /// An update of these parts.
  package init(source: Source, draft: UpdateDraft) {
    self.source = source
    self.draft = draft
  }
}
