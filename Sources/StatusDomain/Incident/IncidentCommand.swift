package import StandardForms

/// What can be asked of an incident.
package enum IncidentCommand: Hashable, Sendable {
  /// Let there be an incident.
  case open(IncidentDraft)
  /// Change what is given.
  case revise(IncidentRevision, Precondition)
  /// Take it off the page; its history stays.
  case delete(Precondition)
  /// Say something about it.
  case postUpdate(UpdateDraft)
  /// Change what was said.
  case reviseUpdate(order: Int, UpdateRevision, Precondition)
  /// Take back what was said.
  case deleteUpdate(order: Int, Precondition)
}

/// An incident as it is first described.
package struct IncidentDraft: Hashable, Sendable {
  /// Its name.
  package var name: Name
  /// What it is about.
  package var description: Description?
  /// What it affects.
  package var impacts: ImpactList
  /// When it began or will begin; `nil` means now.
  package var beganAt: Timestamp?
  /// When it ended or will end; `nil` while it is open.
  package var endedAt: Timestamp?
  /// The phase that it is in.
  package var phase: PhaseReference?

  /// A draft of these parts.
  package init(
    name: Name, description: Description? = nil, impacts: ImpactList = .none,
    beganAt: Timestamp? = nil, endedAt: Timestamp? = nil, phase: PhaseReference? = nil
  ) {
    self.name = name
    self.description = description
    self.impacts = impacts
    self.beganAt = beganAt
    self.endedAt = endedAt
    self.phase = phase
  }
}

/// A change of an incident; `nil` and `.keep` leave a part alone.
package struct IncidentRevision: Hashable, Sendable {
  /// The new name.
  package var name: Name?
  /// What becomes of the description.
  package var description: Change<Description>
  /// The impacts that replace all of the old.
  package var impacts: ImpactList?
  /// The new begin.
  package var beganAt: Timestamp?
  /// What becomes of the end; cleared, the incident is open again.
  package var endedAt: Change<Timestamp>
  /// What becomes of the phase.
  package var phase: Change<PhaseReference>

  /// A revision of these parts.
  package init(
    name: Name? = nil, description: Change<Description> = .keep, impacts: ImpactList? = nil,
    beganAt: Timestamp? = nil, endedAt: Change<Timestamp> = .keep,
    phase: Change<PhaseReference> = .keep
  ) {
    self.name = name
    self.description = description
    self.impacts = impacts
    self.beganAt = beganAt
    self.endedAt = endedAt
    self.phase = phase
  }
}

/// Something to be said about an incident.
package struct UpdateDraft: Hashable, Sendable {
  /// Its headline; one of name and description is there.
  package let name: Name?
  /// Its text.
  package let description: Description?
  /// When it was said; `nil` means now.
  package let createdAt: Timestamp?

  /// A draft of these parts.
  /// - Throws: `Rule` `.nameOrDescriptionNeeded`.
  package init(name: Name?, description: Description?, createdAt: Timestamp?) throws(Rule) {
    guard name != nil || !(description?.text.isEmpty ?? true) else {
      throw .nameOrDescriptionNeeded
    }
    self.name = name
    self.description = description
    self.createdAt = createdAt
  }
}

/// A change of something that was said.
package struct UpdateRevision: Hashable, Sendable {
  /// What becomes of the headline.
  package var name: Change<Name>
  /// What becomes of the text.
  package var description: Change<Description>
  /// The new time; `nil` leaves it alone.
  package var createdAt: Timestamp?

  /// A revision of these parts.
  package init(
    name: Change<Name> = .keep, description: Change<Description> = .keep,
    createdAt: Timestamp? = nil
  ) {
    self.name = name
    self.description = description
    self.createdAt = createdAt
  }
}

/// Impacts that keep the bounds: at most `Limits.impactsMax`, no component twice in the same way.
package struct ImpactList: Hashable, Sendable {
  /// The impacts, in the order in which they were given.
  package let impacts: [Impact]

  /// No impacts.
  package static let none = ImpactList(unchecked: [])

  private init(unchecked impacts: [Impact]) { self.impacts = impacts }

  /// Takes `impacts` as they are.
  /// - Throws: `ElementFault`, which names the first impact that is one too many or repeats
  ///   another.
  package init(_ impacts: [Impact]) throws(ElementFault) {
    guard impacts.count <= Limits.impactsMax else {
      throw ElementFault(index: nil, rule: .tooMany(max: Limits.impactsMax))
    }
    var seen: Set<[UUIDValue]> = []
    for (index, impact) in impacts.enumerated() {
      guard seen.insert([impact.component.uuid, impact.type.uuid]).inserted else {
        throw ElementFault(index: index, rule: .duplicate)
      }
    }
    self.impacts = impacts
  }
}

/// Which element of a list breaks which rule; no index means the list as a whole.
package struct ElementFault: Error, Hashable, Sendable {
  /// The element's place, from 0.
  package let index: Int?
  /// The rule.
  package let rule: Rule

  /// That the element at `index` breaks `rule`.
  package init(index: Int?, rule: Rule) {
    self.index = index
    self.rule = rule
  }
}
