import StandardForms

extension Words {
  /// A moment, to the minute: `22 Nov 2026, 09:30 UTC`.
  func time(_ time: Timestamp) -> String { filled(.time, parts(of: time)) }

  /// The time of day alone: `09:30 UTC`.
  func timeOfDay(_ time: Timestamp) -> String { filled(.timeOfDay, parts(of: time)) }

  /// The day alone: `Sun 22 Nov 2026`.
  func date(_ time: Timestamp) -> String { filled(.date, parts(of: time)) }

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

  private func parts(of time: Timestamp) -> [String: String] {
    let date = time.calendarDate
    let day = time.startOfDay.microseconds / Timestamp.dayMicroseconds
    let minute = (time.microseconds - time.startOfDay.microseconds) / 60_000_000
    // 1970-01-01 was a Thursday, the fourth of the week.
    let weekday = Int(((day + 3) % 7 + 7) % 7)
    return [
      "weekday": weekdays[weekday], "day": String(date.day),
      "month": months[date.month - 1], "year": String(date.year),
      "hour": Self.twoDigits(minute / 60), "minute": Self.twoDigits(minute % 60),
    ]
  }

  private static func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : String(value)
  }
}

extension Timestamp {
  /// The first moment of this moment's minute.
  var startOfMinute: Timestamp {
    let sinceMidnight = microseconds - startOfDay.microseconds
    return Timestamp(microseconds: microseconds - sinceMidnight % 60_000_000)
  }
}
