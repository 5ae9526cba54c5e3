import StandardForms

/// A phase of an incident, by the generation of its list (from 1) and its place in it (from 0).
package struct PhaseReference: Hashable, Sendable {
  /// The list's generation.
  package let generation: Int
  /// The place in that list.
  package let order: Int

  /// The phase at this place.
  package init(generation: Int, order: Int) {
    self.generation = generation
    self.order = order
  }
}

/// The names of a list of phases: 1...`Limits.phasesMax`.
package struct PhaseNames: Hashable, Sendable {
  /// The names, in order.
  package let names: [Name]

  /// Takes `names` as they are.
  /// - Throws: `Rule` `.required` for none, `.tooMany`.
  package init(_ names: [Name]) throws(Rule) {
    guard !names.isEmpty else { throw .required }
    guard names.count <= Limits.phasesMax else { throw .tooMany(max: Limits.phasesMax) }
    self.names = names
  }
}

/// What can have happened to the phases: they are only ever published anew, as a whole.
package enum PhaseEvent: Hashable, Sendable {
  case published(generation: Int, names: [Text])
}

/// All phase lists that were ever published.
package struct PhaseLists: Hashable, Sendable {
  /// The lists; generation g stands at g - 1.
  package private(set) var generations: [[Text]] = []

  /// No lists.
  package init() {}

  /// These lists, as they were recorded.
  package init(generations: [[Text]]) { self.generations = generations }

  /// The newest generation; 0 before the first.
  package var newest: Int { generations.count }

  /// The list of a generation; `nil` if it was not published.
  package subscript(generation: Int) -> [Text]? {
    (1...max(1, newest)).contains(generation) && newest > 0 ? generations[generation - 1] : nil
  }

  /// The name of a phase; `nil` if there is none at that place.
  package subscript(reference: PhaseReference) -> Text? {
    guard let names = self[reference.generation], names.indices.contains(reference.order) else {
      return nil
    }
    return names[reference.order]
  }

  /// The lists after `event`.
  package mutating func evolve(_ event: PhaseEvent) {
    switch event {
    case .published(let generation, let names):
      precondition(generation == newest + 1, "I4: phase generations are published in order")
      generations.append(names)
    }
  }
}

extension StatusState {
  func decide(publishing names: PhaseNames) throws(Rejection) -> [PhaseEvent] {
    guard phases.newest < Limits.generationsMax else {
      throw .conflict(.tooMany(.phaseList, max: Limits.generationsMax))
    }
    return [
      .published(generation: phases.newest + 1, names: names.names.map { .known($0.text) })
    ]
  }
}
