import StandardForms
import TestSupport
import Testing

@Suite struct `Times in RFC 3339` {
  @Test(arguments: TimestampGoldens.all)
  func `are read and written as Python's datetime does`(golden: TimestampGolden) throws {
    let time = try #require(Timestamp(rfc3339: golden.text))
    #expect(time.microseconds == golden.microseconds)
    #expect(time.rfc3339 == golden.inUTC)
  }

  @Test(arguments: [
    ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ("2000-02-29t00:00:00z", "2000-02-29T00:00:00Z"),
    ("0000-02-29T00:00:00Z", "0000-02-29T00:00:00Z"),
    ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
    ("2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00Z"),
    ("2026-01-01T00:00:00+23:59", "2025-12-31T00:01:00Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"),
    ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.5Z"),
    ("2026-01-01T00:00:00.0Z", "2026-01-01T00:00:00Z"),
    ("2026-01-01T00:00:00.1234567899999Z", "2026-01-01T00:00:00.123456Z"),
    ("2026-01-01T00:00:00.000000999Z", "2026-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999Z"),
  ])
  func `are read in every form of the grammar`(text: String, inUTC: String) {
    #expect(Timestamp(rfc3339: text)?.rfc3339 == inUTC)
  }

  @Test(arguments: [
    "", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
    "2026-01-01T00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z",
    "2026-1-01T00:00:00Z", "26-01-01T00:00:00Z", "02026-01-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+00:60", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01",
    "2026-01-01T00:00:00 Z", " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z ",
    "2026-01-01T00:00:00ZZ", "-026-01-01T00:00:00Z", "+2026-01-01T00:00:00Z",
    "２０２６-01-01T00:00:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    "9999-12-31T23:59:60Z", "2026-01-01T12:34:60Z", "2016-12-31T23:59:60+01:00",
    "2026-01-01T00:00:00\u{301}Z", "Thu, 01 Jan 2026 00:00:00 GMT",
  ])
  func `are refused where they are no date-time, or none that exists`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `of every kind of day come back as they were written`() throws {
    var random = SplitMix64(seed: 3339)
    for _ in 0..<20_000 {
      let time = Timestamp(
        microseconds: Int64.random(
          in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &random))
      #expect(Timestamp(rfc3339: time.rfc3339) == time)
      #expect(Timestamp(rfc3339: time.startOfDay.rfc3339) == time.startOfDay)
    }
  }

  @Test func `never trap on bytes that are no time`() {
    var random = SplitMix64(seed: 1)
    let letters = Array("0123456789-:.TtZz+ é")
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...35, using: &random)
      let text = String((0..<length).map { _ in letters.randomElement(using: &random) ?? "0" })
      if let time = Timestamp(rfc3339: text) {
        #expect((Timestamp.earliest...Timestamp.latest).contains(time))
      }
    }
  }
}

@Suite struct `Moments` {
  @Test func `move by durations, to whole microseconds`() {
    #expect(t0.advanced(by: .seconds(90)) == Timestamp(rfc3339: "2026-01-01T00:01:30Z"))
    #expect(t0.advanced(by: .microseconds(-1)).rfc3339 == "2025-12-31T23:59:59.999999Z")
    #expect(t0.advanced(by: .nanoseconds(1999)).microseconds == t0.microseconds + 1)
    #expect(t0.advanced(by: .zero) == t0)
  }

  @Test(arguments: [
    (Duration.seconds(Int64.max), Timestamp.latest), (.seconds(Int64.min), .earliest),
    (.seconds(9_223_372_036_854), .latest), (.seconds(-9_223_372_036_854), .earliest),
    (.seconds(260_000_000_000), .latest), (.seconds(-70_000_000_000), .earliest),
  ])
  func `stay within what RFC 3339 can write`(duration: Duration, end: Timestamp) {
    #expect(t0.advanced(by: duration) == end)
  }

  @Test func `know their day, also before 1970`() {
    let day = { (text: String) in Timestamp(rfc3339: text)?.startOfDay.rfc3339 }
    #expect(day("2026-11-22T09:30:00.5Z") == "2026-11-22T00:00:00Z")
    #expect(day("1969-12-31T23:59:59.999999Z") == "1969-12-31T00:00:00Z")
    #expect(day("0000-01-01T00:00:00.000001Z") == "0000-01-01T00:00:00Z")
    #expect(t0.calendarDate == (2026, 1, 1))
    #expect(Timestamp.earliest.calendarDate == (0, 1, 1))
    #expect(Timestamp.latest.calendarDate == (9999, 12, 31))
  }
}
