extension StatusCommand {
  /// The command that leads to `event`; `nil` for what no command asks for by itself: a key, and
  /// what happened to the log.
  /// - Throws: `Rejection` `.invalid` for a value that no command could have, such as a text that
  ///   was erased.
  init?(reapplying event: StatusEvent) throws(Rejection) {
    if let change = try IncidentChange(event) {
      self = change.command
      return
    }
    switch event {
    case .component(let id, let event):
      guard let command = try ComponentCommand(reapplying: event) else { return nil }
      self = .component(id, command)
    case .impactType(let id, let event):
      guard let command = try ImpactTypeCommand(reapplying: event) else { return nil }
      self = .impactType(id, command)
    case .severity(let event): self = .severity(try SeverityCommand(reapplying: event))
    case .phases(.published(_, let names)): self = .publishPhases(try PhaseNames(recorded: names))
    case .incident(let id, let event):
      guard let command = try IncidentCommand(reapplying: event) else { return nil }
      self = .incident(id, command)
    case .token(let id, let event): self = .token(id, try TokenCommand(reapplying: event))
    case .log: return nil
    }
  }
}

extension ComponentCommand {
  fileprivate init?(reapplying event: ComponentEvent) throws(Rejection) {
    switch event {
    case .registered(let name, let labels, _):
      self = .register(
        ComponentDraft(name: try Name(recorded: name), labels: try Labels(recorded: labels)))
    case .renamed(let name):
      self = .revise(ComponentRevision(name: try Name(recorded: name)), .none)
    case .relabelled(let labels):
      self = .revise(ComponentRevision(labels: try Labels(recorded: labels)), .none)
    case .keyed: return nil
    case .retired: self = .retire(.none)
    }
  }
}

extension ImpactTypeCommand {
  fileprivate init?(reapplying event: ImpactTypeEvent) throws(Rejection) {
    switch event {
    case .defined(let name, let description, _):
      var draft = ImpactTypeDraft(name: try Name(recorded: name))
      if let description { draft.description = try Description(recorded: description) }
      self = .define(draft)
    case .renamed(let name):
      self = .revise(ImpactTypeRevision(name: try Name(recorded: name)), .none)
    case .described(let text):
      let description = try Change(text) { text throws(Rejection) in
        try Description(recorded: text)
      }
      self = .revise(ImpactTypeRevision(description: description), .none)
    case .keyed: return nil
    case .removed: self = .remove(.none)
    }
  }
}

extension SeverityCommand {
  fileprivate init(reapplying event: SeverityEvent) throws(Rejection) {
    switch event {
    case .defined(let name, let value):
      self = .define(name: try Name(recorded: .known(name)), value: try BandEnd(recorded: value))
    case .renamed(let old, let new):
      let revision = SeverityRevision(name: try Name(recorded: .known(new)))
      self = .revise(name: old, revision, .none)
    case .revalued(let name, let value):
      self = .revise(name: name, SeverityRevision(value: try BandEnd(recorded: value)), .none)
    case .removed(let name): self = .remove(name: name, .none)
    }
  }
}

extension IncidentCommand {
  /// `nil` for a change of a fact: `IncidentChange` knows those.
  fileprivate init?(reapplying event: IncidentEvent) throws(Rejection) {
    switch event {
    case .opened(let opening):
      var draft = IncidentDraft(
        name: try Name(recorded: opening.name), impacts: try ImpactList(recorded: opening.impacts),
        beganAt: opening.beganAt, endedAt: opening.endedAt, phase: opening.phase)
      if let text = opening.description { draft.description = try Description(recorded: text) }
      self = .open(draft)
    case .deleted: self = .delete(.none)
    case .updatePosted(_, let name, let description, let createdAt, _):
      var texts: (name: Name?, description: Description?)
      if let name { texts.name = try Name(recorded: name) }
      if let description { texts.description = try Description(recorded: description) }
      do throws(Rule) {
        self = .postUpdate(
          try UpdateDraft(name: texts.name, description: texts.description, createdAt: createdAt))
      } catch {
        throw .invalid(field: "texts", rule: error)
      }
    case .updateDeleted(let order): self = .deleteUpdate(order: order, .none)
    case .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened, .phaseChanged,
      .updateRenamed, .updateDescribed, .updateRedated:
      return nil
    }
  }
}

extension TokenCommand {
  fileprivate init(reapplying event: TokenEvent) throws(Rejection) {
    switch event {
    case .issued(let name, let role, let digest, let expiresAt, _):
      guard digest.count == TokenDraft.digestByteCount else {
        throw .invalid(field: "facts.digest", rule: .outOfRange(min: 32, max: 32))
      }
      self = .issue(
        TokenDraft(
          name: try Name(recorded: name), role: role, digest: digest, expiresAt: expiresAt))
    case .revoked: self = .revoke
    }
  }
}
