import ReadModel
import StandardForms

extension Words {
  /// A moment, to the minute: `22 Nov 2026, 09:30 UTC`.
  func time(_ time: Timestamp) -> String { filled(.time, by: part(of: time)) }

  /// The time of day alone: `09:30 UTC`.
  func timeOfDay(_ time: Timestamp) -> String { filled(.timeOfDay, by: part(of: time)) }

  /// The day alone: `Sun 22 Nov 2026`.
  func date(_ time: Timestamp) -> String { filled(.date, by: part(of: time)) }

  /// The day of a year that is known: `22 Nov`.
  func shortDate(_ time: Timestamp) -> String { filled(.shortDate, by: part(of: time)) }

  /// The month: `November 2026`.
  func month(_ time: Timestamp) -> String { filled(.month, by: part(of: time)) }

  /// A share of the time: `99.98%`.
  func availability(_ availability: Availability) -> String {
    guard let hundredths = availability.hundredthsOfPercent else { return self[.availabilityNone] }
    if hundredths == 10_000 { return self[.availabilityFull] }
    return filled(.availabilityShare) { name in
      name == "whole"
        ? String(hundredths / 100) : Self.twoDigits(Int64(hundredths % 100))
    }
  }

  /// A length of time in at most two units, cut, not rounded: `2 h 15 min`.
  func duration(microseconds: Int64) -> String {
    let minutes = max(0, microseconds) / 60_000_000
    let hours = minutes / 60
    let (word, values): (Word, [String: Int64]) =
      switch (hours / 24, hours % 24, minutes % 60) {
      case (0, 0, 0): (.underMinute, [:])
      case (0, 0, let minutes): (.minutes, ["minutes": minutes])
      case (0, let hours, 0): (.wholeHours, ["hours": hours])
      case (0, let hours, let minutes): (.hours, ["hours": hours, "minutes": minutes])
      case (let days, 0, _): (.wholeDays, ["days": days])
      case (let days, let hours, _): (.days, ["days": days, "hours": hours])
      }
    return filled(word, values.mapValues { String($0) })
  }

  private func part(of time: Timestamp) -> (String) -> String {
    let date = time.calendarDate
    let sinceMidnight = time.microseconds - time.startOfDay.microseconds
    let minute = sinceMidnight / 60_000_000
    return { name in
      switch name {
      case "day": String(date.day)
      case "month": months[date.month - 1]
      case "year": String(date.year)
      case "hour": Self.twoDigits(minute / 60)
      case "minute": Self.twoDigits(minute % 60)
      case "longMonth": longMonths[date.month - 1]
      case "weekday": weekday(of: time)
      case _: ""
      }
    }
  }

  private func weekday(of time: Timestamp) -> String {
    let day = time.startOfDay.microseconds / Timestamp.dayMicroseconds
    // 1970-01-01 was a Thursday, the fourth of the week.
    return weekdays[Int(((day + 3) % 7 + 7) % 7)]
  }

  private static func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : String(value)
  }
}
