import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `The history of a month` {
  private var builder = BoardBuilder()

  init() {
    _ = builder.incident("first", from: "2026-08-31T23:00:00Z", to: "2026-09-01T00:00:00Z")
    _ = builder.incident("long", from: "2026-09-30T10:00:00Z", to: "2026-11-02T00:00:00Z")
    _ = builder.incident("morning", from: "2026-11-03T06:00:00Z", to: "2026-11-03T07:00:00Z")
    _ = builder.incident("evening", from: "2026-11-03T18:00:00Z", to: "2026-11-03T19:00:00Z")
    _ = builder.incident("open", from: "2026-11-20T00:00:00Z")
    _ = builder.incident("planned", from: "2026-11-28T00:00:00Z")
  }

  @Test func `incidents stand on the day of their begin, the last first`() throws {
    let view = try #require(try view("2026-11"))
    #expect(view.days.map { $0.day.rfc3339.prefix(10) } == ["2026-11-20", "2026-11-03"])
    #expect(view.days.map { $0.lines.map(\.name.text) } == [["open"], ["evening", "morning"]])
    #expect(view.earlier.map(\.name.text) == ["long"])
  }

  @Test func `what ended with the month's first moment is not in it`() throws {
    let view = try #require(try view("2026-09"))
    #expect(view.days.map { $0.lines.map(\.name.text) } == [["long"]])
    #expect(view.earlier.isEmpty)
  }

  @Test func `months begin with the first incident and end with the present`() throws {
    #expect(try view("2026-07") == nil)
    #expect(try view("2026-12") == nil)
    let first = try #require(try view("2026-08"))
    #expect(first.previous == nil && first.next?.text == "2026-09")
    let last = try #require(try view("2026-11"))
    #expect(last.previous?.text == "2026-10" && last.next == nil)
  }

  @Test func `without incidents the present month is all there is`() throws {
    let viewpoint = try BoardBuilder().viewpoint()
    let month = try #require(Month("2026-11"))
    let view = try #require(MonthView(month, viewpoint))
    #expect(view.previous == nil && view.next == nil && view.days.isEmpty)
    #expect(MonthView(month.previous, viewpoint) == nil)
  }

  @Test func `I11: of very many incidents the last are listed, the others counted`() throws {
    var builder = BoardBuilder()
    for number in 0..<(Limits.monthIncidentsMax + 3) {
      _ = builder.incident("\(number)", from: "2026-11-03T06:00:00Z", to: "2026-11-03T07:00:00Z")
    }
    let month = try #require(Month("2026-11"))
    let view = try #require(MonthView(month, try builder.viewpoint()))
    #expect(view.days.map(\.lines.count) == [Limits.monthIncidentsMax])
    #expect(view.unlistedCount == 3)
    #expect(
      view.api == "/api/v1/incidents?start=2026-11-01T00:00:00Z&end=2026-11-30T23:59:59.999999Z")
  }

  @Test(arguments: ["2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "", "2026/11", "２026-1"])
  func `what is no month is none`(text: String) { #expect(Month(text) == nil) }

  @Test func `months follow each other over the years, to the last that can be written`() throws {
    let december = try #require(Month("2026-12"))
    #expect(december.next.text == "2027-01" && december.next.previous == december)
    let leap = try #require(Month("2028-02"))
    #expect(leap.end == BoardBuilder.time("2028-02-29T23:59:59.999999Z"))
    let first = try #require(Month("0000-01"))
    #expect(first.start == .earliest)
    let last = try #require(Month("9999-12"))
    #expect(last.text == "9999-12" && last.end < .latest)
  }

  private func view(_ month: String) throws -> MonthView? {
    let month = try #require(Month(month))
    return MonthView(month, try builder.viewpoint())
  }
}
