import StandardForms

extension Timestamp {
  /// The moment as `Date` has it (RFC 9110 section 5.6.7, IMF-fixdate):
  /// `Sun, 22 Nov 2026 09:30:00 GMT`.
  var httpDate: String {
    let seconds = microseconds / 1_000_000 - (microseconds % 1_000_000 < 0 ? 1 : 0)
    let date = calendarDate
    let days = startOfDay.microseconds / Timestamp.dayMicroseconds
    // The first of January 1970 was a Thursday.
    let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
    let ofDay = seconds - days * 86_400
    let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map { Self.padded($0, 2) }
    return "\(weekday), \(Self.padded(Int64(date.day), 2)) \(Self.months[date.month - 1]) "
      + "\(Self.padded(Int64(date.year), 4)) \(time[0]):\(time[1]):\(time[2]) GMT"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
