package import HashTreeCollections

/// All that decisions depend on. A value: a copy is cheap and shares structure.
package struct StatusState: Hashable, Sendable {
  /// The components that are not retired.
  package internal(set) var components: TreeDictionary<ComponentID, Component> = [:]
  /// The impact types that are not removed.
  package internal(set) var impactTypes: TreeDictionary<ImpactTypeID, ImpactType> = [:]
  /// The severities.
  package internal(set) var severities = SeverityScale()
  /// All phase lists.
  package internal(set) var phases = PhaseLists()
  /// The incidents that are not deleted.
  package internal(set) var incidents: TreeDictionary<IncidentID, Incident> = [:]
  /// The tokens that are not revoked.
  package internal(set) var tokens: TreeDictionary<TokenID, Token> = [:]
  /// What every source became, deleted things included.
  package internal(set) var sources = SourceIndex()
  /// The count of the log's own events.
  package internal(set) var logVersion: Int64 = 0
  /// The forks that were recorded.
  package internal(set) var forks = ForkList()

  /// The state before the first event.
  package init() {}

  /// The state of these parts, which were folded from one log up to one position.
  package init(
    components: TreeDictionary<ComponentID, Component>,
    impactTypes: TreeDictionary<ImpactTypeID, ImpactType>, severities: SeverityScale,
    phases: PhaseLists, incidents: TreeDictionary<IncidentID, Incident>,
    tokens: TreeDictionary<TokenID, Token>, sources: SourceIndex, logVersion: Int64,
    forks: ForkList
  ) {
    self.components = components
    self.impactTypes = impactTypes
    self.severities = severities
    self.phases = phases
    self.incidents = incidents
    self.tokens = tokens
    self.sources = sources
    self.logVersion = logVersion
    self.forks = forks
  }

  /// The count of the events of `stream` that are still of use for deciding; 0 for one that does
  /// not exist or is closed.
  package func version(of stream: Stream) -> Int64 {
    switch stream {
    case .component(let id): components[id]?.version ?? 0
    case .impactType(let id): impactTypes[id]?.version ?? 0
    case .severities: severities.version
    case .phases: Int64(phases.newest)
    case .incident(let id): incidents[id]?.version ?? 0
    case .token(let id): tokens[id] == nil ? 0 : 1
    case .log: logVersion
    }
  }

  /// What an import of `source` refers to here, once it was recorded.
  package func imported(_ source: Source) -> Imported? { sources[source] }
}
