import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

/// Ten days up to 2026-03-05T12:00:30Z: the 24th of February is the first of them.
@Suite struct `Uptime of components` {
  private var board = StatusBoard()
  private let api = ComponentID(UUIDValue(1))
  private static let now = time("2026-03-05T12:00:30Z")
  private let window = UptimeWindow(days: 10, until: now)
  private static let day = Timestamp.dayMicroseconds

  init() { register(api, at: "2025-01-01T00:00:00Z") }

  @Test func `a component without incidents was always available`() throws {
    let uptime = try uptime()
    #expect(uptime.affections.isEmpty && uptime.firstKnownDay == 0)
    #expect(uptime.availability.hundredthsOfPercent == 10_000)
    // Nine whole days and today up to the minute.
    #expect(uptime.availability.knownMicroseconds == 9 * Self.day + Self.day / 2)
  }

  @Test(
    arguments: [
      // Within a day; up to midnight, which is the next day's (half-open); beyond it.
      ("2026-02-25T10:00:00Z", "2026-02-25T11:00:00Z", 1..<2, 3600),
      ("2026-02-25T23:00:00Z", "2026-02-26T00:00:00Z", 1..<2, 3600),
      ("2026-02-25T23:00:00Z", "2026-02-26T00:00:00.000001Z", 1..<3, 3600),
      // A February of 28 days.
      ("2026-02-28T23:00:00Z", "2026-03-01T01:00:00Z", 4..<6, 7200),
      // From before the window; ended with its first moment; just not.
      ("2026-01-01T00:00:00Z", "2026-02-24T01:00:00Z", 0..<1, 3600),
      ("2026-01-01T00:00:00Z", "2026-02-24T00:00:00Z", nil, 0),
      // Open until now, of which the minute that runs is not measured yet.
      ("2026-03-04T12:00:00Z", nil, 8..<10, 86_400),
      // An end that lies ahead counts as open.
      ("2026-03-05T11:00:00Z", "2026-03-09T00:00:00Z", 9..<10, 3600),
      // Just begun, and not yet begun.
      ("2026-03-05T12:00:30Z", nil, 9..<10, 0),
      ("2026-03-05T12:00:30.000001Z", nil, nil, 0),
      // What took no time happened on its day.
      ("2026-02-26T00:00:00Z", "2026-02-26T00:00:00Z", 2..<3, 0),
    ] as [(String, String?, Range<Int>?, Int64)])
  mutating func `an incident touches days and takes time`(
    began: String, ended: String?, days: Range<Int>?, seconds: Int64
  ) throws {
    open([(api, 50)], from: began, to: ended)
    let uptime = try uptime()
    #expect(uptime.affections.map(\.days) == (days.map { [$0] } ?? []))
    #expect(try lostSeconds() == seconds)
  }

  @Test mutating func `overlapping incidents count once, gaps between them not at all`() throws {
    open([(api, 50)], from: "2026-03-01T01:00:00Z", to: "2026-03-01T03:00:00Z")
    open([(api, 90)], from: "2026-03-01T02:00:00Z", to: "2026-03-01T04:00:00Z")
    open([(api, 10)], from: "2026-03-01T02:10:00Z", to: "2026-03-01T02:20:00Z")
    open([(api, 10)], from: "2026-03-01T05:00:00Z", to: "2026-03-01T06:00:00Z")
    #expect(try lostSeconds() == 4 * 3600)
  }

  @Test mutating func `maintenance touches days and takes no availability`() throws {
    open([(api, 0)], from: "2026-03-01T01:00:00Z", to: "2026-03-01T03:00:00Z")
    #expect(try uptime().affections.map(\.severity) == [.maintenance])
    #expect(try lostSeconds() == 0)
  }

  @Test mutating func `of one incident the worst impact counts`() throws {
    open(
      [(api, 0), (api, 70), (api, 20)], from: "2026-03-01T01:00:00Z", to: "2026-03-01T03:00:00Z")
    #expect(try uptime().affections.map(\.severity.value) == [70])
    #expect(try lostSeconds() == 7200)
  }

  @Test mutating func `time before the registration is not known`() throws {
    let web = ComponentID(UUIDValue(2))
    register(web, at: "2026-03-03T12:00:00Z")
    open([(web, 50)], from: "2026-03-04T00:00:00Z", to: "2026-03-04T12:00:00Z")
    let uptime = try #require(board.uptimes(in: window)[web])
    #expect(uptime.firstKnownDay == 7)
    #expect(uptime.availability.knownMicroseconds == 2 * Self.day)
    #expect(uptime.availability.availableMicroseconds == Self.day / 2 * 3)
  }

  @Test mutating func `a component is known from the first incident that names it`() throws {
    let web = ComponentID(UUIDValue(2))
    register(web, at: "2026-03-03T12:00:00Z")
    open([(web, 50)], from: "2026-03-01T00:00:00Z", to: "2026-03-04T00:00:00Z")
    let uptime = try #require(board.uptimes(in: window)[web])
    #expect(uptime.firstKnownDay == 5)
    #expect(uptime.availability.knownMicroseconds == Self.day / 2 * 9)
    #expect(uptime.availability.availableMicroseconds == Self.day / 2 * 3)
    #expect(uptime.affections.map(\.days) == [5..<8])
  }

  @Test mutating func `what was imported counts as known throughout`() throws {
    let web = ComponentID(UUIDValue(2))
    register(web, at: "2026-03-05T11:00:00Z", source: "statuspage:page/component/web")
    let uptime = try #require(board.uptimes(in: window)[web])
    #expect(uptime.firstKnownDay == 0)
    #expect(uptime.availability.knownMicroseconds == 9 * Self.day + Self.day / 2)
  }

  @Test mutating func `a component of this very minute is not known yet`() throws {
    let web = ComponentID(UUIDValue(2))
    register(web, at: "2026-03-05T12:00:10Z")
    let uptime = try #require(board.uptimes(in: window)[web])
    #expect(uptime.availability.hundredthsOfPercent == nil)
    #expect(uptime.firstKnownDay == 9)
  }

  @Test mutating func `a component that was taken away is not told of`() throws {
    open([(api, 50)], from: "2026-03-01T00:00:00Z", to: "2026-03-04T00:00:00Z")
    record(.component(api, .retired), at: Self.now)
    #expect(board.uptimes(in: window).isEmpty)
  }

  @Test func `a leap day is a day`() throws {
    let window = UptimeWindow(days: 3, until: Self.time("2028-03-01T00:00:00Z"))
    #expect(window.start == Self.time("2028-02-28T00:00:00Z"))
    #expect(window.day(of: Self.time("2028-02-29T23:59:59.999999Z")) == 1)
    #expect(window.day(of: Self.time("2028-02-27T23:59:59.999999Z")) == nil)
    #expect(window.startOfDay(2) == Self.time("2028-03-01T00:00:00Z"))
  }

  @Test func `only what was always available is a hundred percent`() {
    let almost = Availability(availableMicroseconds: Self.day - 1, knownMicroseconds: Self.day)
    #expect(almost.hundredthsOfPercent == 9999)
    let many = (0..<1000).reduce(Availability.none) { sum, _ in
      sum + Availability(availableMicroseconds: 90 * Self.day, knownMicroseconds: 90 * Self.day)
    }
    #expect(many.hundredthsOfPercent == 10_000)
    #expect(Availability.none.hundredthsOfPercent == nil)
  }

  private func uptime() throws -> Uptime { try #require(board.uptimes(in: window)[api]) }

  private func lostSeconds() throws -> Int64 {
    let availability = try uptime().availability
    return (availability.knownMicroseconds - availability.availableMicroseconds) / 1_000_000
  }

  private static func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? .earliest }

  private mutating func register(_ id: ComponentID, at time: String, source: String? = nil) {
    record(
      .component(
        id,
        .registered(name: .known("c"), labels: [:], source: source.map { Source(recorded: $0) })),
      at: Self.time(time))
  }

  private mutating func open(
    _ impacts: [(ComponentID, Int64)], from began: String, to ended: String?
  ) {
    let impacts = impacts.map { component, severity in
      Impact(
        component: component, type: ImpactTypeID(UUIDValue(9)),
        severity: (try? ImpactSeverity(severity)) ?? .maintenance)
    }
    let opening = IncidentEvent.Opening(
      name: .known("i"), description: nil, impacts: impacts, beganAt: Self.time(began),
      endedAt: ended.map(Self.time), phase: nil, source: nil)
    let id = IncidentID(UUIDValue(100 + UInt128(board.incidents.count)))
    record(.incident(id, .opened(opening)), at: Self.now)
  }

  private mutating func record(_ event: StatusEvent, at time: Timestamp) {
    let position = BoardPosition(epoch: 1, position: board.position.position + 1)
    apply(Recorded(position: position, recordedAt: time, event: event), &board)
  }
}
