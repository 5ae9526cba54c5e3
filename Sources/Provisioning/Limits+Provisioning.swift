package import StandardForms

extension Limits {
  /// The longest declaration that is read, in bytes: two thousand components with a dozen labels
  /// each (I11).
  package static let declarationBytesMax = 4 << 20
}
