/// Which thing of the node each declared one is: the one with its identity, else with its key, else
/// the only one with its name that nothing else in the declaration is about.
struct ThingMatching<Subject> {
  /// A thing as it is declared.
  struct Wanted {
    let id: ID<Subject>?
    let key: DeclarationKey?
    let name: Text
  }

  /// A thing that the node has.
  struct Known {
    let id: ID<Subject>
    let key: DeclarationKey?
    let name: Text
  }

  /// For each declared thing what it is here; `nil` for what is new.
  private(set) var found: [ID<Subject>?]
  /// What must be settled first.
  private(set) var faults: [DeclarationFault] = []
  private let list: String
  private let wanted: [Wanted]
  private var faulty: Set<Int> = []

  /// - Parameter list: what the declaration calls the list.
  init(_ wanted: [Wanted], among known: [Known], list: String) {
    self.list = list
    self.wanted = wanted
    found = wanted.map { _ in nil }
    matchIdentities(known)
    matchKeys(known)
    checkOnce()
    matchNames(known)
  }

  private mutating func matchIdentities(_ known: [Known]) {
    let identities = Set(known.map(\.id))
    for (index, thing) in wanted.enumerated() {
      guard let id = thing.id else { continue }
      if identities.contains(id) { found[index] = id } else { fault(index, .unknownID) }
    }
  }

  private mutating func matchKeys(_ known: [Known]) {
    var owners: [DeclarationKey: ID<Subject>] = [:]
    for thing in known { if let key = thing.key { owners[key] = thing.id } }
    for (index, thing) in wanted.enumerated() {
      guard let owner = thing.key.flatMap({ owners[$0] }) else { continue }
      if thing.id == nil {
        found[index] = owner
      } else if found[index] != owner {
        fault(index, .keyOfAnother(owner.uuid))
      }
    }
  }

  /// No thing and no key is declared twice.
  private mutating func checkOnce() {
    var things: [ID<Subject>: Int] = [:]
    var keys: [DeclarationKey: Int] = [:]
    for index in wanted.indices {
      let sameThing = found[index].flatMap { things.updateValue(index, forKey: $0) }
      let sameKey = wanted[index].key.flatMap { keys.updateValue(index, forKey: $0) }
      if let first = sameThing ?? sameKey { fault(index, .duplicate(of: path(first))) }
    }
  }

  private mutating func matchNames(_ known: [Known]) {
    let taken = Set(found.compactMap { $0 })
    let free = Dictionary(grouping: known.filter { !taken.contains($0.id) }, by: \.name)
    let open = wanted.indices.filter { found[$0] == nil && !faulty.contains($0) }
    for (name, group) in Dictionary(grouping: open, by: { wanted[$0].name }) {
      let candidates = free[name] ?? []
      let nameless = group.filter { wanted[$0].key == nil }
      for index in nameless.dropFirst() { fault(index, .duplicate(of: path(nameless[0]))) }
      guard let candidate = candidates.first, nameless.count < 2 else { continue }
      guard candidates.count == 1, group.count == 1 else {
        for index in group { fault(index, .ambiguous(candidates.map(\.id.uuid).sorted())) }
        continue
      }
      if wanted[group[0]].key != nil, let key = candidate.key {
        fault(group[0], .nameHasKey(key.text, candidate.id.uuid))
      } else {
        found[group[0]] = candidate.id
      }
    }
    faults.sort { ($0.path.utf8.count, $0.path) < ($1.path.utf8.count, $1.path) }
  }

  private mutating func fault(_ index: Int, _ reason: DeclarationFault.Reason) {
    faulty.insert(index)
    faults.append(DeclarationFault(path: path(index), reason: reason))
  }

  private func path(_ index: Int) -> String { "\(list)[\(index)]" }
}
