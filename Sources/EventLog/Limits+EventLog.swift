package import StandardForms

extension Limits {
  /// Bytes of one entry: tlog-tiles prefixes each entry with a 16-bit length (I11).
  package static let entryBytesMax = 65_535

  /// Bytes of the facts of one event, envelope included: what rules depend on is small (I11).
  package static let factsBytesMax = 1_048_576

  /// Bytes of the texts of one event: a long incident update and its translations (I11).
  package static let textsBytesMax = 1_048_576

  /// Bytes of a stream's name: a kind, a slash and an id, so that all names fit an entry (I11).
  package static let streamBytesMax = 200

  /// Bytes of an event's type, a frozen storage word such as `incident.opened` (I11).
  package static let typeBytesMax = 100

  /// Bytes of an actor's opaque id (I11).
  package static let actorBytesMax = 200
}
