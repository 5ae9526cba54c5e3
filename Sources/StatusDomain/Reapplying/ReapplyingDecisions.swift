import HashTreeCollections
package import StandardForms

extension StatusState {
  /// What re-applying changes here: each orphan decided with all rules, on what those before it
  /// made. What one command changed of one incident, or of one update, is decided as one.
  ///
  /// It leads to the events that the orphans are, but for what this log counts by itself: orders of
  /// updates and generations of phases.
  /// - Parameter known: what an orphan that was re-applied before has made; `nil` for one that was
  ///   not.
  /// - Returns: an event for each orphan that changes anything, in order.
  /// - Throws: `Rejection` of the first that is refused; nothing is to be recorded then.
  package func reapplying(
    _ reapplication: Reapplication, now: Timestamp, known: (UUIDValue) -> Outcome?
  ) throws(Rejection) -> [ReappliedEvent] {
    var state = self
    var made: [UUIDValue: Outcome] = [:]
    var result: [ReappliedEvent] = []
    var rest = reapplication.orphans[...]
    while !rest.isEmpty {
      let step = try ReapplyingStep(&rest) { made[$0] ?? known($0) }
      for event in try state.decide(step, now: now) {
        evolve(&state, event.event)
        made[event.orphan] = event.event.outcome
        result.append(event)
      }
    }
    return result
  }

  private func decide(
    _ step: ReapplyingStep, now: Timestamp
  ) throws(Rejection) -> [ReappliedEvent] {
    switch step {
    case .single(let orphan, let event):
      return try reapply(event, now: now).map { [ReappliedEvent($0, from: orphan)] } ?? []
    case .change(let change, let orphans):
      return try StatusDomain.decide(change.command, self, now: now).map { event in
        guard case .incident(_, let changed) = event, let fact = IncidentFact(changed),
          let orphan = orphans[fact]
        else { preconditionFailure("a change changes the facts that it was made of") }
        return ReappliedEvent(event, from: orphan)
      }
    }
  }

  /// What becomes of an event that changes no fact of an incident; `nil` if it is so already.
  private func reapply(_ event: StatusEvent, now: Timestamp) throws(Rejection) -> StatusEvent? {
    switch event {
    case .component(let id, .registered(_, _, let source)):
      guard components[id] == nil else { return nil }
      try checkFree(source)
    case .component(let id, .keyed(let key)): return try reapply(key, of: id)
    case .impactType(let id, .defined(_, _, let source)):
      guard impactTypes[id] == nil else { return nil }
      try checkFree(source)
    case .impactType(let id, .keyed(let key)): return try reapply(key, of: id)
    case .incident(let id, .opened(let opening)):
      guard incidents[id] == nil else { return nil }
      try checkFree(opening.source)
    case .incident(_, .updatePosted(_, _, _, _, let source)): try checkFree(source)
    case .token(let id, .issued): guard tokens[id] == nil else { return nil }
    case .component, .impactType, .severity, .phases, .incident, .token: break
    case .log: throw .conflict(.ofTheLog)
    }
    guard let command = try StatusCommand(reapplying: event) else {
      preconditionFailure("keys and the log are decided before")
    }
    let decided = try StatusDomain.decide(command, self, now: now)
    precondition(decided.count <= 1, "an event tells one fact")
    return decided.first.map { event.counted(as: $0) }
  }

  private func reapply(
    _ key: DeclarationKey, of id: ComponentID
  ) throws(Rejection) -> StatusEvent? {
    guard let component = components[id] else { throw .notFound(.component) }
    guard component.key != key else { return nil }
    try key.check(isTaken: components.values.contains { $0.key == key })
    return .component(id, .keyed(key))
  }

  private func reapply(
    _ key: DeclarationKey, of id: ImpactTypeID
  ) throws(Rejection) -> StatusEvent? {
    guard let type = impactTypes[id] else { throw .notFound(.impactType) }
    guard type.key != key else { return nil }
    try key.check(isTaken: impactTypes.values.contains { $0.key == key })
    return .impactType(id, .keyed(key))
  }

  /// An import must find again one thing only.
  private func checkFree(_ source: Source?) throws(Rejection) {
    if let source, sources[source] != nil { throw .conflict(.sourceInUse) }
  }
}

extension DeclarationKey {
  fileprivate func check(isTaken: Bool) throws(Rejection) {
    do throws(Rule) {
      _ = try DeclarationKey(text)
    } catch {
      throw .invalid(field: "facts.key", rule: error)
    }
    if isTaken { throw .conflict(.keyInUse(text)) }
  }
}

extension StatusEvent {
  /// This event, with what the log counts by itself as it was `decided`.
  fileprivate func counted(as decided: StatusEvent) -> StatusEvent {
    switch (self, decided) {
    case (.phases, _): return decided
    case (
      .incident(let id, .updatePosted(_, let name, let description, let createdAt, let source)),
      .incident(_, .updatePosted(let order, _, _, _, _))
    ):
      return .incident(
        id,
        .updatePosted(
          order: order, name: name, description: description, createdAt: createdAt, source: source))
    case (.component, _), (.impactType, _), (.severity, _), (.incident, _), (.token, _), (.log, _):
      return self
    }
  }
}
