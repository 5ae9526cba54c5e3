package import StandardForms

/// A month of the Gregorian calendar, in UTC.
package struct Month: Hashable, Comparable, Sendable {
  /// Months since that of year 0, the first of which is 0.
  private let number: Int

  private init(number: Int) { self.number = number }

  /// The month of `time`.
  package init(of time: Timestamp) {
    let date = time.calendarDate
    number = date.year * 12 + date.month - 1
  }

  /// Reads `2026-11`; `nil` for anything else.
  package init?(_ text: String) {
    guard text.utf8.count == 7, let first = Timestamp(rfc3339: text + "-01T00:00:00Z") else {
      return nil
    }
    self.init(of: first)
  }

  /// `2026-11`.
  package var text: String { String(start.rfc3339.prefix(7)) }

  /// Its first moment; the last that there is, for the month after the last.
  var start: Timestamp {
    let (year, month) = (String(number / 12), String(number % 12 + 1))
    let padding = String(repeating: "0", count: max(0, 4 - year.count))
    return Timestamp(
      rfc3339: "\(padding)\(year)-\(month.count == 1 ? "0" : "")\(month)-01T00:00:00Z") ?? .latest
  }

  /// Its last moment.
  var end: Timestamp { Timestamp(microseconds: next.start.microseconds - 1) }

  var next: Month { Month(number: number + 1) }

  var previous: Month { Month(number: number - 1) }

  package static func < (a: Month, b: Month) -> Bool { a.number < b.number }
}
