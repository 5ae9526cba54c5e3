package import HashTreeCollections

/// What every source became, deleted things included: so an import finds again what it recorded.
package struct SourceIndex: Hashable, Sendable {
  /// Each source that was ever recorded.
  package private(set) var imported: TreeDictionary<Source, Imported>

  /// An index of these entries.
  package init(_ imported: TreeDictionary<Source, Imported> = [:]) { self.imported = imported }

  /// What `source` became; `nil` for one that was never recorded.
  package subscript(source: Source) -> Imported? { imported[source] }

  /// Takes in the source that `event` names, if it names one.
  package mutating func remember(_ event: StatusEvent) {
    switch event {
    case .component(let id, .registered(_, _, let source?)): imported[source] = .component(id)
    case .impactType(let id, .defined(_, _, let source?)): imported[source] = .impactType(id)
    case .incident(let id, .opened(let opening)):
      if let source = opening.source { imported[source] = .incident(id) }
    case .incident(let id, .updatePosted(let order, _, _, _, let source?)):
      imported[source] = .update(id, order: order)
    case .component, .impactType, .severity, .phases, .incident, .token, .log: break
    }
  }
}
