/// The bounds of everything that can grow (I11). Each target adds its own constants in an
/// extension; each constant states its unit and its reason.
package enum Limits {}

extension Limits {
  /// The deepest nesting of a JSON text that is read, in levels. The deepest that we know of,
  /// another page's export, needs 7; the bound keeps a hostile body from exhausting the stack.
  package static let jsonDepthMax = 32
  /// The longest name that the path of a fault repeats, in bytes of UTF-8: longer than any of ours;
  /// the bound keeps a hostile body from being sent back whole.
  package static let jsonPathKeyBytesMax = 100
  /// The longest word whose spelling is mended, in bytes of UTF-8: longer than any of ours.
  package static let spellingBytesMax = 60
}
