package import StandardForms

/// The days in UTC of which uptime is told: some whole ones and, last, today up to now.
package struct UptimeWindow: Hashable, Sendable {
  /// The first moment of the first day.
  package let start: Timestamp
  /// The end of what is looked at; it lies in the last day.
  package let now: Timestamp
  /// The begin of now's minute. Figures count up to it, so that they stay for as long as it does.
  package let measuredEnd: Timestamp
  /// How many days, today included; at least 1.
  package let dayCount: Int

  /// The `dayCount` days, at least 1, of which the last is that of `now`.
  package init(days dayCount: Int, until now: Timestamp) {
    precondition(dayCount >= 1, "a window has at least today")
    self.dayCount = dayCount
    self.now = now
    measuredEnd = now.startOfMinute
    start = now.startOfDay.advanced(by: .seconds(-86_400 * (dayCount - 1)))
  }

  /// Which day `time` lies in, 0 the first; `nil` outside the window's days.
  package func day(of time: Timestamp) -> Int? {
    guard time >= start else { return nil }
    let day = (time.microseconds - start.microseconds) / Timestamp.dayMicroseconds
    return day < Int64(dayCount) ? Int(day) : nil
  }

  /// The first moment of a day, 0 the first.
  package func startOfDay(_ day: Int) -> Timestamp { start.advanced(by: .seconds(86_400 * day)) }

  /// The days that something touches which lasts from `began` to just before `ended` (half-open;
  /// `nil`: until now, and on): none if it begins after now or ended before the window. What takes
  /// no time touches the day of its begin.
  package func days(from began: Timestamp, to ended: Timestamp?) -> Range<Int> {
    guard began <= now else { return 0..<0 }
    let last = min(ended ?? now, now)
    guard last > start || began >= start else { return 0..<0 }
    let first = day(of: began) ?? 0
    // Up to just before the end; but whatever has begun touches the day of its begin, and what
    // goes on touches today from its first moment.
    let isGoingOn = ended.map { $0 > now } ?? true
    let lastMoment = isGoingOn ? now : Timestamp(microseconds: last.microseconds - 1)
    return first..<(max(first, day(of: lastMoment) ?? first) + 1)
  }
}

/// The share of a time in which something was available.
package struct Availability: Hashable, Sendable {
  /// How long it was available, in microseconds; at most `knownMicroseconds`.
  package private(set) var availableMicroseconds: Int64
  /// How long anything is known of it, in microseconds.
  package private(set) var knownMicroseconds: Int64

  /// The share `availableMicroseconds` of `knownMicroseconds`.
  package init(availableMicroseconds: Int64, knownMicroseconds: Int64) {
    precondition((0...knownMicroseconds).contains(availableMicroseconds), "a share of the time")
    self.availableMicroseconds = availableMicroseconds
    self.knownMicroseconds = knownMicroseconds
  }

  /// The share in hundredths of a percent, cut, so that only what was always available is 10,000;
  /// `nil` where nothing is known.
  package var hundredthsOfPercent: Int? {
    guard knownMicroseconds > 0 else { return nil }
    return Int(Int128(availableMicroseconds) * 10_000 / Int128(knownMicroseconds))
  }

  /// What several had together: the mean, each weighing as much as is known of it.
  package static func + (a: Availability, b: Availability) -> Availability {
    Availability(
      availableMicroseconds: a.availableMicroseconds + b.availableMicroseconds,
      knownMicroseconds: a.knownMicroseconds + b.knownMicroseconds)
  }

  /// That of nothing.
  package static let none = Availability(availableMicroseconds: 0, knownMicroseconds: 0)
}
