extension Timestamp {
  /// Reads an RFC 3339 date-time (section 5.6) with any offset; more than six digits of a second's
  /// fraction are cut off. A leap second (23:59:60 in UTC, on any day) reads as the second after
  /// it. `nil` for anything else, for days that do not exist, and for moments outside
  /// `earliest ... latest`.
  package init?(rfc3339 text: some StringProtocol) {
    var scanner = Scanner(bytes: Array(text.utf8))
    guard let year = scanner.digits(4), scanner.take("-"),
      let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), scanner.take("T", "t"),
      let hour = scanner.digits(2), scanner.take(":"),
      let minute = scanner.digits(2), scanner.take(":"),
      let second = scanner.digits(2),
      let fraction = scanner.fraction(), let offset = scanner.offsetMinutes(), scanner.isAtEnd,
      (1...12).contains(month), (1...Self.days(inMonth: month, year: year)).contains(day),
      hour <= 23, minute <= 59, second <= 60
    else { return nil }
    let minutes = Self.days(year: year, month: month, day: day) * 1440 + hour * 60 + minute - offset
    guard second < 60 || Self.modulo(Int64(minutes), 1440) == 1439 else { return nil }
    let seconds = Int64(minutes) * 60 + Int64(second)
    self.init(microseconds: seconds * 1_000_000 + Int64(fraction))
    guard (Self.earliest...Self.latest).contains(self) else { return nil }
  }

  /// The moment as RFC 3339 in UTC, `2026-11-22T09:30:00Z`: a fraction only where there is one, at
  /// most six digits, without trailing zeros.
  package var rfc3339: String {
    let fraction = Self.modulo(microseconds, 1_000_000)
    let secondOfDay = Int(Self.modulo(microseconds, Self.dayMicroseconds) / 1_000_000)
    let date = calendarDate
    var text = Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-"
    text += Self.padded(date.day, 2) + "T" + Self.padded(secondOfDay / 3600, 2) + ":"
    text += Self.padded(secondOfDay / 60 % 60, 2) + ":" + Self.padded(secondOfDay % 60, 2)
    if fraction != 0 {
      var digits = Self.padded(Int(fraction), 6)
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }

  /// The Gregorian date of this moment in UTC: year 0...9999, month 1...12, day 1...31.
  package var calendarDate: (year: Int, month: Int, day: Int) {
    let dayNumber = Int(startOfDay.microseconds / Self.dayMicroseconds)
    // Days are counted from 0000-03-01, so that a leap day is the last of its year.
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func days(inMonth month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case _: 31
    }
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

private struct Scanner {
  let bytes: [UInt8]
  var index = 0

  var isAtEnd: Bool { index == bytes.count }

  mutating func digits(_ count: Int) -> Int? {
    guard index + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[index..<index + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    index += count
    return value
  }

  mutating func take(_ options: Unicode.Scalar...) -> Bool {
    guard index < bytes.count, options.contains(Unicode.Scalar(bytes[index])) else { return false }
    index += 1
    return true
  }

  /// Microseconds; 0 where there is no fraction, `nil` for a point without digits.
  mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    var value = 0
    var count = 0
    while let digit = digits(1) {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  mutating func offsetMinutes() -> Int? {
    if take("Z", "z") { return 0 }
    let isNegative = index < bytes.count && bytes[index] == 0x2D
    guard take("+", "-"), let hours = digits(2), take(":"), let minutes = digits(2),
      hours <= 23, minutes <= 59
    else { return nil }
    return (isNegative ? -1 : 1) * (hours * 60 + minutes)
  }
}
