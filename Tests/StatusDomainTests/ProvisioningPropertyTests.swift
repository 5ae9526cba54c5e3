import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Random declarations` {
  private static let names = ["A", "B", "C", "Caf\u{E9}", "Cafe\u{301}"]

  private func name(_ random: inout SplitMix64) -> Name {
    valid { () throws(Rule) in try Name(random.pick(Self.names) ?? "x") }
  }

  private func key(_ random: inout SplitMix64) -> DeclarationKey? {
    random.chance(60) ? DeclarationKey(recorded: "k\(Int.random(in: 0..<8, using: &random))") : nil
  }

  private func identity<Subject>(
    _ known: [ID<Subject>], _ random: inout SplitMix64
  ) -> ID<Subject>? {
    random.chance(25) ? random.pick(known.sorted()) : nil
  }

  private func declaration(_ state: StatusState, _ random: inout SplitMix64) -> Declaration {
    var declaration = Declaration()
    if random.chance(80) {
      let ids = state.components.values.map(\.id)
      declaration.components = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        DeclaredComponent(
          id: identity(ids, &random), key: key(&random), name: name(&random),
          labels: random.pick([nil, [:], ["zone": "1"], ["zone": "2", "kind": "x"]]) ?? nil)
      }
    }
    if random.chance(60) {
      let ids = state.impactTypes.values.map(\.id)
      declaration.impactTypes = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        DeclaredImpactType(
          id: identity(ids, &random), key: key(&random), name: name(&random),
          description: random.pick([nil, "", "a text"]) ?? nil)
      }
    }
    if random.chance(60) {
      let ends: [BandEnd] = [10, 20, 33, 50, 66, 90]
      let values = [100] + ends.shuffled(using: &random).prefix(3)
      let names = Self.names.dropLast().shuffled(using: &random)
      declaration.severities = zip(names, values).map { text, value in
        DeclaredSeverity(name: valid { () throws(Rule) in try Name(text) }, value: value)
      }
    }
    if random.chance(40) { declaration.phases = random.chance(50) ? ["New"] : ["New", "Done"] }
    return declaration
  }

  /// What of `declaration` does not hold in `state`.
  private func missing(_ declaration: Declaration, _ state: StatusState) -> [String] {
    var missing: [String] = []
    for wanted in declaration.components ?? [] {
      let found = state.components.values.filter {
        (wanted.id ?? $0.id) == $0.id && (wanted.key == nil || wanted.key == $0.key)
          && $0.name == .known(wanted.name.text)
          && (wanted.labels == nil || wanted.labels?.values == $0.labels)
      }
      if found.isEmpty { missing.append("\(wanted)") }
    }
    for wanted in declaration.impactTypes ?? [] {
      let text = wanted.description.flatMap { $0.text.isEmpty ? nil : Text.known($0.text) }
      let found = state.impactTypes.values.filter {
        (wanted.id ?? $0.id) == $0.id && (wanted.key == nil || wanted.key == $0.key)
          && $0.name == .known(wanted.name.text)
          && (wanted.description == nil || text == $0.description)
      }
      if found.isEmpty { missing.append("\(wanted)") }
    }
    for wanted in declaration.severities ?? [] {
      if state.severities.named(wanted.name.text)?.value != wanted.value.value {
        missing.append("\(wanted)")
      }
    }
    if let phases = declaration.phases,
      state.phases[state.phases.newest] != phases.names.map({ .known($0.text) })
    {
      missing.append("\(phases)")
    }
    return missing
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `hold once they are applied, and change nothing a second time`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var commands = RandomCommands(seed: seed)
    var before = given()
    var applied = 0
    var refused = 0
    for round in 0..<400 {
      if round.isMultiple(of: 3) {
        if case .success(let events) = before.when(commands.next(for: before.state)) {
          before = before.and(events)
        }
        continue
      }
      let declaration = declaration(before.state, &random)
      let command = StatusCommand.provision(
        ProvisionCommand(
          declaration, prunes: random.chance(30),
          newID: numbered(from: 1_000_000 + 100 * UInt128(round))))
      switch before.when(command) {
      case .failure(let rejection):
        refused += 1
        if case .declaration(let faults) = rejection {
          #expect(!faults.isEmpty)
        } else {
          Issue.record("seed \(seed): \(rejection)")
        }
      case .success(let events):
        applied += events.isEmpty ? 0 : 1
        for event in events {
          before = before.and(event)
          let bands = before.state.severities.bands
          #expect(Set(bands.map(\.value)).count == bands.count, "seed \(seed): \(event)")
          #expect(Set(bands.map(\.name)).count == bands.count, "seed \(seed): \(event)")
        }
        #expect(missing(declaration, before.state) == [], "seed \(seed), round \(round)")
        #expect(before.when(command) == .nothing, "seed \(seed), round \(round)")
        let keys = before.state.components.values.compactMap(\.key)
        #expect(Set(keys).count == keys.count, "seed \(seed): a key belongs to one thing")
      }
    }
    #expect(applied > 40 && refused > 20, "seed \(seed): \(applied), \(refused)")
  }
}
