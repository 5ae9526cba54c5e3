import StandardForms

extension Limits {
  /// Bytes of a file of keys, which has a few lines (I11).
  static let keysFileBytesMax = 16_384
}
