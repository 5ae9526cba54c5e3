/// A row as it is stored, unchecked: for an audit that re-derives everything by itself. A column
/// that is NULL against the schema is empty here.
package struct StoredRow: Hashable, Sendable {
  /// The row's key.
  package let position: Int64
  /// The entry's bytes.
  package let entry: [UInt8]
  /// What is stored as the entry's leaf hash.
  package let leaf: [UInt8]
  /// What is stored as the chain value.
  package let chain: [UInt8]
  /// The salt of the facts' commitment; nil if the payload's row is missing.
  package let factsSalt: [UInt8]?
  /// The facts; nil if the payload's row is missing.
  package let facts: [UInt8]?
  /// The salt of the texts' commitment; nil if they are withheld.
  package let textsSalt: [UInt8]?
  /// The texts; nil if they are withheld.
  package let texts: [UInt8]?
  /// Why the texts are withheld.
  package let withheldReason: String?
  /// The column that repeats the entry's epoch.
  package let epoch: Int64
  /// The column that repeats the event's id.
  package let eventID: [UInt8]
  /// The column that repeats the stream.
  package let stream: String
  /// The column that repeats the stream version.
  package let version: Int64
  /// The column that repeats the type.
  package let type: String
  /// The column that repeats the schema version.
  package let schemaVersion: Int64
  /// The column that repeats the recorded time, in microseconds since 1970-01-01T00:00:00Z.
  package let recordedAtMicroseconds: Int64
}
