import HashTreeCollections
import StandardForms

extension StatusState {
  func decide(
    _ command: ImpactTypeCommand, _ id: ImpactTypeID, now: Timestamp
  ) throws(Rejection) -> [ImpactTypeEvent] {
    switch (command, impactTypes[id]) {
    case (.define(let draft), nil):
      try roomForImpactType()
      return [
        .defined(
          name: .known(draft.name.text), description: draft.description.map { .known($0.text) },
          source: nil)
      ]
    case (.define, .some): preconditionFailure("an identity was drawn twice: \(id.text)")
    case (.revise(let revision, let precondition), .some(let type)):
      try precondition.check(type.version)
      return revision.events(changing: type)
    case (.remove(let precondition), .some(let type)):
      try precondition.check(type.version)
      if let incident = unfinishedIncident(at: now, where: { $0.type == id }) {
        throw .conflict(.inUse(by: incident))
      }
      return [.removed]
    case (.revise, nil), (.remove, nil): throw .notFound(.impactType)
    }
  }

  func roomForImpactType() throws(Rejection) {
    guard impactTypes.count < Limits.impactTypesMax else {
      throw .conflict(.tooMany(.impactType, max: Limits.impactTypesMax))
    }
  }
}

extension ImpactTypeRevision {
  func events(changing type: ImpactType) -> [ImpactTypeEvent] {
    var events: [ImpactTypeEvent] = []
    if let name, type.name != .known(name.text) { events.append(.renamed(.known(name.text))) }
    if let text = description.changing(type.description) { events.append(.described(text)) }
    return events
  }
}
