package import StandardForms
package import StatusDomain

extension StatusCommand {
  /// That a node is to have what is declared; the n-th component or impact type that is new becomes
  /// number 100 + n.
  package static func declaring(
    impactTypes: [DeclaredImpactType]? = nil, components: [DeclaredComponent]? = nil,
    severities: [DeclaredSeverity]? = nil, phases: PhaseNames? = nil, prunes: Bool = false,
    isRehearsal: Bool = false
  ) -> StatusCommand {
    let declaration = Declaration(
      impactTypes: impactTypes, components: components, severities: severities, phases: phases)
    return .provision(
      ProvisionCommand(
        declaration, prunes: prunes, isRehearsal: isRehearsal, newID: numbered(from: 101)))
  }
}

/// Identities in their order, beginning with the n-th.
package func numbered(from n: UInt128) -> () -> UUIDValue {
  var next = n
  return {
    defer { next += 1 }
    return UUIDValue(next)
  }
}

extension DeclaredSeverity {
  /// A severity as a test declares it.
  package static func band(_ name: Name, _ value: BandEnd) -> DeclaredSeverity {
    DeclaredSeverity(name: name, value: value)
  }
}
