/// The storage words for what can have happened: frozen, never derived from Swift's names.
package enum EventType: Hashable, Sendable {
  case component(ComponentWord)
  case impactType(ImpactTypeWord)
  case severity(SeverityWord)
  case phases(PhasesWord)
  case incident(IncidentWord)
  case token(TokenWord)
  case log(LogWord)

  /// The words for a component's events.
  package enum ComponentWord: String, CaseIterable, Sendable {
    case registered = "component.registered"
    case renamed = "component.renamed"
    case relabelled = "component.relabelled"
    case keyed = "component.keyed"
    case retired = "component.retired"
  }

  /// The words for an impact type's events.
  package enum ImpactTypeWord: String, CaseIterable, Sendable {
    case defined = "impact_type.defined"
    case renamed = "impact_type.renamed"
    case described = "impact_type.described"
    case keyed = "impact_type.keyed"
    case removed = "impact_type.removed"
  }

  /// The words for the severities' events.
  package enum SeverityWord: String, CaseIterable, Sendable {
    case defined = "severity.defined"
    case renamed = "severity.renamed"
    case revalued = "severity.revalued"
    case removed = "severity.removed"
  }

  /// The words for the phase lists' events.
  package enum PhasesWord: String, CaseIterable, Sendable {
    case published = "phases.published"
  }

  /// The words for an incident's events.
  package enum IncidentWord: String, CaseIterable, Sendable {
    case opened = "incident.opened"
    case renamed = "incident.renamed"
    case described = "incident.described"
    case impactsReplaced = "incident.impacts_replaced"
    case rescheduled = "incident.rescheduled"
    case ended = "incident.ended"
    case reopened = "incident.reopened"
    case phaseChanged = "incident.phase_changed"
    case updatePosted = "incident.update_posted"
    case updateRenamed = "incident.update_renamed"
    case updateDescribed = "incident.update_described"
    case updateRedated = "incident.update_redated"
    case updateDeleted = "incident.update_deleted"
    case deleted = "incident.deleted"
  }

  /// The words for a token's events.
  package enum TokenWord: String, CaseIterable, Sendable {
    case issued = "token.issued"
    case revoked = "token.revoked"
  }

  /// The words for the log's own events.
  package enum LogWord: String, CaseIterable, Sendable {
    case epochOpened = "log.epoch_opened"
    case forkDetected = "log.fork_detected"
  }

  /// The word as it is stored.
  package var word: String {
    switch self {
    case .component(let word): word.rawValue
    case .impactType(let word): word.rawValue
    case .severity(let word): word.rawValue
    case .phases(let word): word.rawValue
    case .incident(let word): word.rawValue
    case .token(let word): word.rawValue
    case .log(let word): word.rawValue
    }
  }

  /// Every type that was ever written.
  package static let all: [EventType] =
    ComponentWord.allCases.map { .component($0) } + ImpactTypeWord.allCases.map { .impactType($0) }
    + SeverityWord.allCases.map { .severity($0) } + PhasesWord.allCases.map { .phases($0) }
    + IncidentWord.allCases.map { .incident($0) } + TokenWord.allCases.map { .token($0) }
    + LogWord.allCases.map { .log($0) }

  private static let byWord = Dictionary(uniqueKeysWithValues: all.map { ($0.word, $0) })

  /// The type of a stored word; `nil` for one that this program does not know.
  package init?(word: String) {
    guard let type = Self.byWord[word] else { return nil }
    self = type
  }

  /// The version in which this program writes the type's facts and texts, from 1.
  package var schemaVersion: Int { 1 }
}
