import EventLog
import StandardForms
import StatusDomain
import StatusService

/// The one table from what the core refuses to what a client is told.
extension Problem {
  init(_ failure: CommandFailure) {
    switch failure {
    case .rejected(let rejection): self.init(rejection)
    case .keyReused:
      self.init(
        .keyReused,
        "This Idempotency-Key was sent before with another body. Use a new key for a new request.",
        field: "Idempotency-Key")
    case .busy:
      self.init(.busy, "More changes are waiting to be recorded than this node takes. Try again.")
      retryAfterSeconds = Limits.retryAfterSeconds
    case .keysExhausted:
      self.init(
        .busy,
        "More idempotency keys are in use than this node remembers. Try again later, or without.")
      retryAfterSeconds = Limits.idempotencyHours * 3600
    case .storageFull:
      self.init(
        .storageFull,
        "The disk of this node is full: nothing was recorded. Writing resumes when there is room.")
    case .storageFailed:
      self.init(
        .storageFailed,
        "The storage of this node refused the change: nothing was recorded. Try again.")
      retryAfterSeconds = Limits.retryAfterSeconds
    case .notPrimary: self.init(primaryURL: nil)
    case .notNow(let reason):
      self.init(.notNow, reason)
      retryAfterSeconds = Limits.retryAfterSeconds
    case .halted(let reason): self.init(.halted, reason)
    case .stopped:
      self.init(.stopped, "This node takes no more changes. Try again once it has started anew.")
      retryAfterSeconds = Limits.retryAfterSeconds
    }
  }

  /// A change at a node that copies.
  /// - Parameter primaryURL: where changes are taken, if that is known.
  init(primaryURL: String?) {
    self.init(
      .replicaReadsOnly,
      "This node is a replica, which takes no changes. "
        + (primaryURL.map { "The primary at \($0) does." }
          ?? "Its primary has not told its address yet."))
    self.primaryURL = primaryURL
  }

  init(_ rejection: Rejection) {
    switch rejection {
    case .invalid(let field, let rule): self.init(rule, field: "$." + field)
    case .notFound(let subject): self.init(.notFound, "There is no such \(subject.words).")
    case .preconditionFailed(let version):
      self.init(
        .preconditionFailed,
        "The resource is at version \(version), which If-Match does not name. Read it again.",
        field: "If-Match")
    case .conflict(let conflict): self.init(conflict)
    case .declaration(let faults):
      self.init(.conflict, faults.map { Fault(field: $0.field, detail: $0.sentence) })
    }
  }

  /// A value that breaks `rule` at the JSON path `field`.
  init(_ rule: Rule, field: String) {
    self.init(.invalid, "\(field): \(rule.sentence).", field: field)
  }

  private init(_ conflict: Rejection.Conflict) {
    switch conflict {
    case .severityNameInUse(let name):
      self.init(.conflict, "A severity is named \(name) already.", field: "$.displayName")
    case .severityValueInUse(let value):
      self.init(.conflict, "A severity has the value \(value) already.", field: "$.value")
    case .lastBand:
      self.init(.conflict, "The severity with the value 100 closes the scale: it stays there.")
    case .inUse(let incident):
      self.init(.conflict, "The incident \(incident.text), open or planned, refers to it.")
    case .tooMany(let subject, let max):
      self.init(.conflict, "There are as many of the kind \(subject.words) as may be: \(max).")
    case .lastAdministrator:
      self.init(
        .conflict,
        "It is the last administrator's token that never expires. Create another one first.")
    case .sourceInUse:
      self.init(.conflict, "Something else here was imported from the same source.")
    case .keyInUse(let key): self.init(.conflict, "Something else here has the key \(key).")
    case .restsOnOrphan(let orphan):
      self.init(.conflict, "It rests on the orphan \(orphan.text), which was not re-applied.")
    case .ofTheLog:
      self.init(.conflict, "It happened to the log that it was recorded in, and to no other.")
    }
  }
}

extension Rejection.Subject {
  fileprivate var words: String {
    switch self {
    case .component: "component"
    case .impactType: "impact type"
    case .severity: "severity"
    case .incident: "incident"
    case .incidentUpdate: "incident update"
    case .phaseList: "phase list"
    case .token: "token"
    }
  }
}

extension DeclarationFault {
  /// The path in the body.
  fileprivate var field: String { path.isEmpty ? "$" : "$." + path }
}
