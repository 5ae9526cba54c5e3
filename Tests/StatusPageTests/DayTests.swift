import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `The last 14 days` {
  @Test func `today comes first and the thirteenth day before it last`() throws {
    let days = DayView.all(try BoardBuilder().viewpoint())
    #expect(days.count == 14)
    #expect(days.first?.iso == "2026-11-22")
    #expect(days.last?.iso == "2026-11-09")
    #expect(days.first?.date == "Sun 22 Nov 2026")
    #expect(days.allSatisfy { $0.incidents.shown.isEmpty && $0.state.label == "Operational" })
  }

  @Test(
    arguments: [
      // Within a day, and to its last moment.
      ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", ["2026-11-20"]),
      ("2026-11-20T00:00:00Z", "2026-11-20T23:59:59.999999Z", ["2026-11-20"]),
      // An end at midnight does not touch the day that begins then.
      ("2026-11-20T10:00:00Z", "2026-11-21T00:00:00Z", ["2026-11-20"]),
      ("2026-11-20T10:00:00Z", "2026-11-21T00:00:00.000001Z", ["2026-11-21", "2026-11-20"]),
      // A begin at midnight touches only the day that begins then.
      ("2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z", ["2026-11-21"]),
      // What takes no time happened on its day.
      ("2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", ["2026-11-21"]),
      // The first of the days: what ended with its first moment is gone.
      ("2026-11-01T00:00:00Z", "2026-11-09T00:00:00Z", []),
      ("2026-11-01T00:00:00Z", "2026-11-09T00:00:00.000001Z", ["2026-11-09"]),
      // Open ones last until today, planned ones are not history.
      ("2026-11-21T09:00:00Z", nil, ["2026-11-22", "2026-11-21"]),
      ("2026-11-22T12:00:00Z", "2026-11-30T00:00:00Z", ["2026-11-22"]),
      ("2026-11-22T12:00:01Z", "2026-11-22T13:00:00Z", []),
    ] as [(String, String?, [String])])
  func `an incident is told on each day that it touched`(
    began: String, ended: String?, days: [String]
  ) throws {
    var builder = BoardBuilder()
    _ = builder.incident("i", from: began, to: ended)
    let touched = DayView.all(try builder.viewpoint()).filter { !$0.incidents.shown.isEmpty }
    #expect(touched.map(\.iso) == days)
  }

  @Test func `an incident of some days is told in full once, and then where it began`() throws {
    var builder = BoardBuilder()
    _ = builder.incident("i", from: "2026-11-20T10:00:00Z")
    _ = builder.incident("old", from: "2026-11-01T10:00:00Z", to: "2026-11-11T10:00:00Z")
    let days = DayView.all(try builder.viewpoint())
    func continued(_ name: String) -> [String] {
      days.flatMap { day in
        day.incidents.shown.filter { $0.name.text == name }.map { line in
          "\(day.iso.suffix(2)) \(line.continued ?? "in full")"
        }
      }
    }
    #expect(
      continued("i") == ["22 Continued from 20 Nov:", "21 Continued from 20 Nov:", "20 in full"])
    #expect(
      continued("old") == ["11 Continued from 1 Nov:", "10 Continued from 1 Nov:", "09 in full"])
    // The page of the month has a place only for days on which something began.
    #expect(days[1].path == "/history/2026-11")
    #expect(days[2].path == "/history/2026-11#d2026-11-20")
  }

  @Test func `a day has the worst state of its incidents, newest begin first`() throws {
    var builder = BoardBuilder()
    builder.severities()
    let id = builder.component("API")
    let type = builder.impactType(.known("Speed"))
    _ = builder.incident(
      "first", affects: [.on(id, type, 90)], from: "2026-11-21T01:00:00Z",
      to: "2026-11-21T02:00:00Z")
    _ = builder.incident(
      "second", affects: [.on(id, type, 10)], from: "2026-11-21T03:00:00Z",
      to: "2026-11-21T04:00:00Z")
    let day = DayView.all(try builder.viewpoint())[1]
    #expect(day.state.label == "Outage")
    #expect(day.incidents.shown.map(\.name.text) == ["second", "first"])
  }

  @Test func `what a day does not list is on the page of its month`() throws {
    var builder = BoardBuilder()
    for number in 0..<(Limits.pageDayShownMax + 7) {
      _ = builder.incident("\(number)", from: "2026-11-21T03:00:00Z", to: "2026-11-21T04:00:00Z")
    }
    let day = DayView.all(try builder.viewpoint())[1]
    #expect(day.incidents.shown.count == Limits.pageDayShownMax)
    #expect(day.incidents.unlistedCount == 7)
    #expect(day.path == "/history/2026-11#d2026-11-21")
  }
}
