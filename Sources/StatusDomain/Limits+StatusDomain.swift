package import StandardForms

extension Limits {
  /// The longest name (component, incident, severity, phase, update …), in bytes of UTF-8.
  package static let nameBytesMax = 1000
  /// The longest description, in bytes of UTF-8: some thirty printed pages.
  package static let descriptionBytesMax = 65_536
  /// The most labels of one component.
  package static let labelsMax = 64
  /// The longest key of a label, in bytes of UTF-8.
  package static let labelKeyBytesMax = 200
  /// The longest value of a label, in bytes of UTF-8.
  package static let labelValueBytesMax = 1000
  /// The most impacts of one incident: a whole page of components, each in a few ways.
  package static let impactsMax = 1000
  /// The most updates that one incident can ever have, deleted ones included.
  package static let updatesMax = 10_000
  /// The most phases in one generation of the list.
  package static let phasesMax = 100
  /// The most generations of the phase list.
  package static let generationsMax = 10_000
  /// The most components at one time.
  package static let componentsMax = 20_000
  /// The most impact types at one time.
  package static let impactTypesMax = 1000
  /// The most API tokens that are not revoked at one time.
  package static let tokensMax = 10_000
  /// The longest source reference of something imported, in bytes of UTF-8.
  package static let sourceBytesMax = 300
  /// The most updates of one imported incident in one command: each can change in three facts,
  /// and all that a command records must fit one transaction.
  package static let importedUpdatesMax = 300
  /// The longest key by which a declaration calls a thing, in bytes of UTF-8.
  package static let keyBytesMax = 200
  /// The most events that one declaration records: all must fit one transaction. Two thousand
  /// components with a key.
  package static let provisionedEventsMax = 4096
  /// The most events that are re-applied at once: as many as one command ever caused.
  package static let reappliedEventsMax = provisionedEventsMax
  /// The most forks that are remembered; the oldest is forgotten, and would be recorded again.
  package static let forksRememberedMax = 100
}
