/// A band of the scale from 1 to 100, by its upper end; it begins one above the next lower one's.
package struct Severity: Hashable, Sendable {
  /// Its name, unique among the severities that exist: a fact.
  package internal(set) var name: String
  /// The upper end of its band, 1...100, unique among the severities that exist.
  package internal(set) var value: Int
  /// The version of the severities' stream at its last change.
  package internal(set) var version: Int64

  /// A severity of these parts, as they were recorded.
  package init(name: String, value: Int, version: Int64) {
    self.name = name
    self.value = value
    self.version = version
  }
}

/// The upper end of a severity's band: 1...100. 0 is reserved for maintenance.
package struct BandEnd: Hashable, Sendable {
  /// 1...100.
  package let value: Int
  /// The end of the scale, which always exists once there are severities.
  package static let last = 100

  /// The band that ends with `value`.
  /// - Throws: `Rule` `.outOfRange`.
  package init(_ value: Int64) throws(Rule) {
    guard (1...Int64(Self.last)).contains(value) else {
      throw .outOfRange(min: 1, max: Self.last)
    }
    self.value = Int(value)
  }
}

/// What can be asked of a severity.
package enum SeverityCommand: Hashable, Sendable {
  /// Let there be a severity.
  case define(name: Name, value: BandEnd)
  /// Change what is given.
  case revise(name: String, SeverityRevision, Precondition)
  /// Take it away.
  case remove(name: String, Precondition)
}

/// A change of a severity; `nil` leaves a part alone.
package struct SeverityRevision: Hashable, Sendable {
  /// The new name.
  package var name: Name?
  /// The new upper end.
  package var value: BandEnd?

  /// A revision of these parts.
  package init(name: Name? = nil, value: BandEnd? = nil) {
    self.name = name
    self.value = value
  }
}
