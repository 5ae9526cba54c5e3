import ReadModel
import StandardForms
import Testing

@testable import StatusPage

@Suite struct `Words of the page` {
  @Test func `a file without a word, or with one that is unknown or repeated, is refused`() throws {
    let file = String(decoding: PackageResources.words_en, as: UTF8.self)
    let missing = file.replacing("withheld = withheld\n", with: "")
    #expect(throws: WordsError(place: "withheld", reason: "has no text")) {
      try Words(parsing: missing)
    }
    #expect(throws: WordsError(place: "months", reason: "are not 12")) {
      try Words(parsing: file.replacing(" Nov Dec\n", with: " Nov\n"))
    }
    for line in ["nonsense = x", "withheld = twice", "withheld"] {
      #expect(throws: WordsError.self) { try Words(parsing: file + line + "\n") }
    }
  }

  @Test func `every language has every word, and puts the same values into it`() throws {
    let english = try Words.english()
    for (code, words) in try Words.all() {
      #expect(words[.language] == code)
      for word in Word.allCases {
        let places = [english, words].map { words in
          Set(
            words.forms(word).flatMap { $0.matches(of: /\{[a-zA-Z]+\}/) }.map { String($0.output) })
        }
        let isDate = [.time, .timeOfDay, .date, .shortDate, .month].contains(word)
        #expect(isDate || places[0] == places[1], "\(code): \(word.key)")
      }
    }
  }

  @Test(arguments: [
    (
      "de", "22.\u{A0}Nov. 2026, 09:05\u{A0}UTC", "So., 22.\u{A0}Nov. 2026",
      "2\u{202F}Std. 15\u{202F}Min.", "99,98\u{202F}%"
    ),
    ("en", "22 Nov 2026, 09:05 UTC", "Sun 22 Nov 2026", "2 h 15 min", "99.98%"),
  ])
  func `times and figures are written as the language writes them`(
    code: String, time: String, date: String, duration: String, share: String
  ) throws {
    let words = try #require(try Words.all()[code])
    let moment = BoardBuilder.time("2026-11-22T09:05:00Z")
    #expect(words.time(moment) == time && words.date(moment) == date)
    #expect(words.duration(microseconds: 8_100_000_000) == duration)
    let availability = Availability(availableMicroseconds: 999_899, knownMicroseconds: 1_000_000)
    #expect(words.availability(availability) == share)
  }

  @Test func `what is put into a phrase is not read as a phrase`() throws {
    let words = try Words.english()
    let text = words.counted(.headlineAffected, 2, ["severity": "{count} | {severity}"])
    #expect(text == "{count} | {severity}: 2 components")
  }

  @Test func `one is one, none and many are many`() throws {
    let words = try Words.english()
    #expect(
      [0, 1, 2].map { words.counted(.countComponents, $0) }
        == ["0 components", "1 component", "2 components"])
  }

  @Test(
    arguments: [
      (-1, "under a minute"), (59, "under a minute"), (60, "1 min"), (3599, "59 min"),
      (3600, "1 h"), (8100, "2 h 15 min"), (86_399, "23 h 59 min"), (86_400, "1 d"),
      (90_061, "1 d 1 h"), (864_000, "10 d"),
    ] as [(Int64, String)])
  func `a length of time is told in at most two units`(seconds: Int64, text: String) throws {
    #expect(try Words.english().duration(microseconds: seconds * 1_000_000) == text)
  }

  @Test(arguments: [
    ("2026-11-22T09:05:59.9Z", "22 Nov 2026, 09:05 UTC", "Sun 22 Nov 2026"),
    ("1970-01-01T00:00:00Z", "1 Jan 1970, 00:00 UTC", "Thu 1 Jan 1970"),
    ("1969-12-31T23:59:00Z", "31 Dec 1969, 23:59 UTC", "Wed 31 Dec 1969"),
    ("2000-02-29T12:00:00Z", "29 Feb 2000, 12:00 UTC", "Tue 29 Feb 2000"),
  ])
  func `times are told in UTC, to the minute`(iso: String, time: String, date: String) throws {
    let words = try Words.english()
    #expect(words.time(BoardBuilder.time(iso)) == time)
    #expect(words.date(BoardBuilder.time(iso)) == date)
  }
}

@Suite struct `What the page says of its own age` {
  @Test(arguments: [
    (Freshness.Role.primary, false, "served by the primary", false),
    (.primary, true, "served by the primary", false),
    (
      .replica, false, "served by a replica, which heard the primary less than 2 min ago", false
    ),
    (.replica, true, "served by a replica that has lost its primary", true),
  ])
  func `only a replica that lost its primary warns`(
    role: Freshness.Role, isStale: Bool, server: String, warns: Bool
  ) throws {
    let freshness = Freshness(
      role: role, position: "3:7", stateRecordedAt: BoardBuilder.now, ageMilliseconds: 61_000,
      isStale: isStale, primaryURL: nil)
    let view = FreshnessView(freshness, at: BoardBuilder.now, try Words.english())
    #expect(view.server == server)
    #expect((view.stale != nil) == warns)
    if let stale = view.stale {
      // Counted between whole minutes, so that it changes only with the minute.
      #expect(stale.heardAt?.iso == "2026-11-22T11:58:00Z")
      #expect(stale.text.contains("2 min"))
    }
  }

  @Test func `an age beyond all measure does not trap`() throws {
    for age in [Int64.max, Int64.min] {
      let freshness = Freshness(
        role: .replica, position: "3:7", stateRecordedAt: BoardBuilder.now, ageMilliseconds: age,
        isStale: age > 0, primaryURL: nil)
      _ = FreshnessView(freshness, at: BoardBuilder.now, try Words.english())
    }
  }
}
