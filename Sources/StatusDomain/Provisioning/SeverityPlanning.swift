import StandardForms

extension Planner {
  /// What becomes of the severities. No name and no value is ever held by two of them, also between
  /// two events, and the 100 never moves: whatever is declared with 100 gives it its name.
  mutating func plan(severities declared: [DeclaredSeverity]) {
    guard checkSound(declared) else { return }
    let bands = state.severities.bands
    let found = Self.matched(declared, bands)
    let undeclared = bands.indices.filter { !found.contains($0) }.map { bands[$0] }
    if command.prunes {
      for band in undeclared { retire(band) }
    } else {
      checkUnclaimed(declared, by: undeclared)
    }
    guard faults.isEmpty else { return }
    let kept = found.compactMap { $0 }.map { bands[$0] } + (command.prunes ? [] : undeclared)
    let changes = declared.indices.compactMap { index in
      found[index].map { (from: bands[$0], to: declared[index]) }
    }
    rename(changes, among: kept)
    revalue(changes, among: kept)
    for (from, to) in changes { tell(to, insteadOf: from) }
    for index in declared.indices where found[index] == nil {
      let (name, value) = (declared[index].name.text, declared[index].value.value)
      events.append(.severity(.defined(name: name, value: value)))
      tell(declared[index], insteadOf: nil)
    }
  }

  private mutating func checkSound(_ declared: [DeclaredSeverity]) -> Bool {
    guard declared.count <= BandEnd.last else {
      fault("severities", .tooMany(max: BandEnd.last))
      return false
    }
    let known = faults.count
    for index in declared.indices {
      let (name, value) = (declared[index].name.text, declared[index].value)
      let same = declared[..<index].firstIndex { $0.name.text == name || $0.value == value }
      if let same { fault("severities[\(index)]", .duplicate(of: "severities[\(same)]")) }
    }
    if !declared.isEmpty, !declared.contains(where: { $0.value.value == BandEnd.last }) {
      fault("severities", .scaleNotClosed)
    }
    return faults.count == known
  }

  /// The place among `bands` of each declared one that is there: the one with the same name, or
  /// else the same value. One whose name is not declared is never taken for another that has a
  /// different value: whoever declares says what a severity is.
  private static func matched(_ declared: [DeclaredSeverity], _ bands: [Severity]) -> [Int?] {
    let rules: [(DeclaredSeverity, Severity) -> Bool] = [
      { $0.value.value == BandEnd.last && $1.value == BandEnd.last },
      { $0.name.text == $1.name }, { $0.value.value == $1.value },
      // Only where the one with 100 took a declared name, and its owner is left.
      { _, band in declared.contains { $0.name.text == band.name } },
    ]
    var found: [Int?] = declared.map { _ in nil }
    for isSame in rules {
      for index in declared.indices where found[index] == nil {
        found[index] = bands.indices.first { place in
          !found.contains(place) && isSame(declared[index], bands[place])
        }
      }
    }
    return found
  }

  private mutating func retire(_ band: Severity) {
    let values = state.severities.values(of: band)
    let uses = state.unfinishedIncidents(at: now) { values.contains($0.severity.value) }
    if band.value == BandEnd.last {
      fault("severities", .lastBand(band.name))
    } else if let first = uses.min() {
      fault("severities", .inUse(band.name, by: first, count: uses.count))
    } else {
      events.append(.severity(.removed(name: band.name)))
      steps.append(
        .init(kind: .severity, action: .retire, name: band.name, id: nil, differences: []))
    }
  }

  private mutating func checkUnclaimed(_ declared: [DeclaredSeverity], by bands: [Severity]) {
    for (index, severity) in declared.enumerated() {
      for band in bands where band.name == severity.name.text {
        fault("severities[\(index)]", .nameInUse(band.name))
      }
      for band in bands where band.value == severity.value.value {
        fault("severities[\(index)]", .valueInUse(by: band.name))
      }
    }
  }

  private mutating func rename(
    _ changes: [(from: Severity, to: DeclaredSeverity)], among kept: [Severity]
  ) {
    let moves = changes.map { Moves.Move(from: $0.from.name, to: $0.to.name.text) }
    let ordered = Moves.ordered(moves, occupied: Set(kept.map(\.name))) { _, occupied in
      (1...).lazy.map { "moving \($0)" }.first { !occupied.contains($0) }
    }
    for move in ordered ?? [] {
      events.append(.severity(.renamed(from: move.from, to: move.to)))
    }
  }

  private mutating func revalue(
    _ changes: [(from: Severity, to: DeclaredSeverity)], among kept: [Severity]
  ) {
    var names: [Int: String] = [:]
    for (from, to) in changes { names[from.value] = to.name.text }
    let moves = changes.map { Moves.Move(from: $0.from.value, to: $0.to.value.value) }
    // The nearest value that nobody has or will have: for a moment its band ends there.
    let targets = Set(moves.map(\.to))
    let ordered = Moves.ordered(moves, occupied: Set(kept.map(\.value))) { wanted, occupied in
      (1..<BandEnd.last).filter { !occupied.contains($0) && !targets.contains($0) }
        .min { ($0 - wanted).magnitude < ($1 - wanted).magnitude }
    }
    guard let ordered else { return fault("severities", .noFreeValue) }
    for move in ordered {
      guard let name = names.removeValue(forKey: move.from) else {
        preconditionFailure("what moves has a name")
      }
      names[move.to] = name
      events.append(.severity(.revalued(name: name, value: move.to)))
    }
  }

  private mutating func tell(_ new: DeclaredSeverity, insteadOf old: Severity?) {
    var differences: [ProvisioningPlan.Difference] = []
    if let old, old.name != new.name.text {
      differences.append(.init("displayName", .text(old.name), .text(new.name.text)))
    }
    if old?.value != new.value.value {
      differences.append(
        .init("value", old.map { .number($0.value) }, .number(new.value.value)))
    }
    guard !differences.isEmpty else { return }
    steps.append(
      .init(
        kind: .severity, action: old == nil ? .create : .change, name: new.name.text, id: nil,
        differences: differences))
  }
}

/// The order in which things change their places when no two may ever share one.
enum Moves {
  /// One thing's change of place.
  struct Move<Place: Hashable> {
    var from: Place
    let to: Place
  }

  /// `moves` in an order in which every place is free when something comes to it. Where things
  /// change places in a ring, one of them steps aside first, to a place that `spare` names.
  /// - Parameters:
  ///   - moves: at most one to and at most one from each place; what stays is passed over.
  ///   - occupied: all places that are held, by these things and by others.
  ///   - spare: a free place, given the wanted one and those that are held.
  /// - Returns: `nil` if no spare place is left.
  static func ordered<Place>(
    _ moves: [Move<Place>], occupied: Set<Place>, spare: (Place, Set<Place>) -> Place?
  ) -> [Move<Place>]? {
    var occupied = occupied
    var waiting = moves.filter { $0.from != $0.to }
    var ordered: [Move<Place>] = []
    while !waiting.isEmpty {
      if let next = waiting.firstIndex(where: { !occupied.contains($0.to) }) {
        let move = waiting.remove(at: next)
        occupied.remove(move.from)
        occupied.insert(move.to)
        ordered.append(move)
      } else {
        guard let aside = spare(waiting[0].to, occupied) else { return nil }
        ordered.append(Move(from: waiting[0].from, to: aside))
        occupied.remove(waiting[0].from)
        occupied.insert(aside)
        waiting[0].from = aside
      }
    }
    return ordered
  }
}
