package import StandardForms

extension Limits {
  /// The longest declaration that is read, in bytes: two thousand components with a dozen labels
  /// each (I11).
  package static let declarationBytesMax = 4 << 20
  /// The most words in a YAML file that could be aliases. None is read; but only a file that was
  /// taken in whole can be told from one that is harmless, and nested aliases make a small file
  /// endless (I11).
  package static let aliasesMax = 32
  /// The most faults of one document that are told: who corrects these finds the others (I11).
  package static let faultsMax = 200
  /// How far from a known name a misspelt one may be, in letters, for the known one to be proposed.
  package static let misspellingMax = 2
}
