/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z, within the years 0000 to 9999
/// that RFC 3339 can write. Leap seconds are not counted.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z; negative before it.
  package let microseconds: Int64

  /// The first moment that RFC 3339 can write: 0000-01-01T00:00:00Z.
  package static let earliest = Timestamp(microseconds: -62_167_219_200_000_000)
  /// The last moment that RFC 3339 can write: 9999-12-31T23:59:59.999999Z.
  package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  /// A moment from its microseconds since 1970-01-01T00:00:00Z.
  package init(microseconds: Int64) { self.microseconds = microseconds }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// This moment moved by `duration`, cut to whole microseconds and to `earliest ... latest`.
  package func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    if overflow { return seconds < 0 ? .earliest : .latest }
    let (step, overflowStep) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    let (sum, overflowSum) = microseconds.addingReportingOverflow(step)
    if overflowStep || overflowSum { return seconds < 0 ? .earliest : .latest }
    return min(max(Timestamp(microseconds: sum), .earliest), .latest)
  }

  /// The first moment of this moment's day, in UTC.
  package var startOfDay: Timestamp {
    Timestamp(microseconds: microseconds - Self.modulo(microseconds, Self.dayMicroseconds))
  }

  /// The first moment of this moment's minute.
  package var startOfMinute: Timestamp {
    Timestamp(microseconds: microseconds - Self.modulo(microseconds, 60_000_000))
  }

  /// The length of a day, in microseconds.
  package static let dayMicroseconds: Int64 = 86_400_000_000

  static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
