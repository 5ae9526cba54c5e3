import StandardForms

extension StatusState {
  func decide(
    _ command: SeverityCommand, now: Timestamp
  ) throws(Rejection) -> [SeverityEvent] {
    switch command {
    case .define(let name, let value):
      try checkFree(name: name)
      try checkFree(value: value)
      return [.defined(name: name.text, value: value.value)]
    case .revise(let name, let revision, let precondition):
      guard let severity = severities.named(name) else { throw .notFound(.severity) }
      try precondition.check(severity.version)
      return try events(changing: severity, revision)
    case .remove(let name, let precondition):
      guard let severity = severities.named(name) else { throw .notFound(.severity) }
      try precondition.check(severity.version)
      guard severity.value != BandEnd.last else { throw .conflict(.lastBand) }
      let values = severities.values(of: severity)
      if let incident = unfinishedIncident(at: now, where: { values.contains($0.severity.value) }) {
        throw .conflict(.inUse(by: incident))
      }
      return [.removed(name: name)]
    }
  }

  private func events(
    changing severity: Severity, _ revision: SeverityRevision
  ) throws(Rejection) -> [SeverityEvent] {
    var events: [SeverityEvent] = []
    var name = severity.name
    if let new = revision.name, new.text != name {
      try checkFree(name: new)
      events.append(.renamed(from: name, to: new.text))
      name = new.text
    }
    if let value = revision.value, value.value != severity.value {
      guard severity.value != BandEnd.last else { throw .conflict(.lastBand) }
      try checkFree(value: value)
      events.append(.revalued(name: name, value: value.value))
    }
    return events
  }

  private func checkFree(name: Name) throws(Rejection) {
    guard severities.named(name.text) == nil else {
      throw .conflict(.severityNameInUse(name.text))
    }
  }

  private func checkFree(value: BandEnd) throws(Rejection) {
    guard !severities.bands.contains(where: { $0.value == value.value }) else {
      throw .conflict(.severityValueInUse(value.value))
    }
  }
}
