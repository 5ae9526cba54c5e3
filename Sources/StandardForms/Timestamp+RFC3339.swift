extension Timestamp {
  /// Reads an RFC 3339 date-time (section 5.6) with any offset; more than six digits of a second's
  /// fraction are cut off. A leap second (23:59:60 in UTC, on any day) reads as the second after
  /// it. `nil` for anything else, for days that do not exist, and for moments outside
  /// `earliest ... latest`.
  package init?(rfc3339 text: String) {
    var text = text
    guard let time = text.withUTF8({ Timestamp(rfc3339UTF8: $0) }) else { return nil }
    self = time
  }

  /// Reads the same forms from their bytes.
  package init?(rfc3339UTF8 bytes: UnsafeBufferPointer<UInt8>) {
    var scanner = Scanner(bytes: bytes)
    guard let year = scanner.digits(4), scanner.take("-"),
      let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), scanner.take("T", or: "t"),
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
    String(unsafeUninitializedCapacity: Self.rfc3339BytesMax) { write(to: $0) }
  }

  /// Appends the same form to `bytes`.
  package func appendRFC3339(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.rfc3339BytesMax) { buffer in
      let count = write(to: buffer)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Whether `bytes` are the form that `rfc3339` gives.
  package func isWritten(in bytes: ArraySlice<UInt8>) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.rfc3339BytesMax) { buffer in
      let count = write(to: buffer)
      return bytes.elementsEqual(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// `2026-11-22T09:30:00.123456Z`.
  private static let rfc3339BytesMax = 27

  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var place = 0
    func put(_ byte: UInt8) {
      buffer[place] = byte
      place += 1
    }
    func put(_ value: Int, digits: Int) {
      var rest = value
      for index in (place..<place + digits).reversed() {
        buffer[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      place += digits
    }
    let secondOfDay = Int(Self.modulo(microseconds, Self.dayMicroseconds) / 1_000_000)
    let date = calendarDate
    put(date.year, digits: 4)
    put(UInt8(ascii: "-"))
    put(date.month, digits: 2)
    put(UInt8(ascii: "-"))
    put(date.day, digits: 2)
    put(UInt8(ascii: "T"))
    put(secondOfDay / 3600, digits: 2)
    put(UInt8(ascii: ":"))
    put(secondOfDay / 60 % 60, digits: 2)
    put(UInt8(ascii: ":"))
    put(secondOfDay % 60, digits: 2)
    let fraction = Self.modulo(microseconds, 1_000_000)
    if fraction != 0 {
      put(UInt8(ascii: "."))
      put(Int(fraction), digits: 6)
      while buffer[place - 1] == 0x30 { place -= 1 }
    }
    put(UInt8(ascii: "Z"))
    return place
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
}

private struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  var isAtEnd: Bool { index == bytes.count }

  mutating func digits(_ count: Int) -> Int? {
    guard bytes.count - index >= count else { return nil }
    var value = 0
    for place in index..<index + count {
      let digit = bytes[place] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    index += count
    return value
  }

  mutating func take(_ option: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
    guard index < bytes.count else { return false }
    let scalar = Unicode.Scalar(bytes[index])
    guard scalar == option || scalar == other else { return false }
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
    if take("Z", or: "z") { return 0 }
    let isNegative = index < bytes.count && bytes[index] == 0x2D
    guard take("+", or: "-"), let hours = digits(2), take(":"), let minutes = digits(2),
      hours <= 23, minutes <= 59
    else { return nil }
    return (isNegative ? -1 : 1) * (hours * 60 + minutes)
  }
}
