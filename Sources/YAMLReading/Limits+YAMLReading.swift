package import StandardForms

extension Limits {
  /// The most aliases of a YAML text that has an anchor: at worst they make it some four times as
  /// large.
  package static let yamlAliasesMax = 4
  /// The most faults of one document that are told: who corrects these finds the others (I11).
  package static let faultsMax = 200
}
