import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `An incident as it is told` {
  private var builder = BoardBuilder()

  @Test mutating func `updates come newest first, of equal times the later order first`() throws {
    let id = builder.incident("i", from: "2026-11-22T08:00:00Z")
    builder.update(id, .known("second"), nil, at: "2026-11-22T09:00:00Z")
    builder.update(id, .known("first"), nil, at: "2026-11-22T08:30:00Z")
    builder.update(id, .known("third"), nil, at: "2026-11-22T09:00:00Z")
    #expect(try view(id).updates.shown.map { $0.name?.text } == ["third", "second", "first"])
  }

  @Test mutating func `the phase is the one of the list that was in force`() throws {
    builder.record(.phases(.published(generation: 1, names: [.known("old"), .known("older")])))
    builder.record(.phases(.published(generation: 2, names: [.known("new")])))
    let id = builder.incident(
      .known("i"), from: "2026-11-22T08:00:00Z", phase: PhaseReference(generation: 1, order: 1))
    #expect(try view(id).phase?.text == "older")
  }

  @Test mutating func `a retired component keeps its last name and its group`() throws {
    let component = builder.component("Tape", ["group": "Storage"])
    let type = builder.impactType(.known("Speed"))
    let id = builder.incident(
      "i", affects: [.on(component, type, 50)], from: "2026-11-20T08:00:00Z",
      to: "2026-11-20T09:00:00Z")
    builder.record(.component(component, .renamed(.known("Tape archive"))))
    builder.record(.component(component, .retired))
    builder.record(.impactType(type, .removed))
    _ = builder.component("Disk", ["group": "Storage"])
    let affected = try #require(try view(id).affected.shown.first)
    #expect(affected.name.text == "Tape archive")
    #expect(affected.group == "Storage")
    #expect(affected.isRetired)
    #expect(affected.ways.flatMap(\.types).map(\.text) == ["Speed"])
  }

  @Test mutating func `withheld texts are told as withheld, empty ones not at all`() throws {
    let id = builder.incident(.withheld, .withheld, from: "2026-11-22T08:00:00Z")
    builder.update(id, .withheld, nil, at: "2026-11-22T09:00:00Z")
    builder.update(id, .known("said"), .known(""), at: "2026-11-22T10:00:00Z")
    let view = try view(id)
    #expect(view.name.text == "withheld" && view.name.isWithheld)
    #expect(view.description?.isWithheld == true)
    #expect(view.updates.shown.map(\.description) == [nil, nil])
    #expect(view.updates.shown[1].name?.isWithheld == true)
  }

  @Test mutating func `a component affected in two ways is named once, as the worst`() throws {
    builder.severities()
    let component = builder.component("API")
    let other = builder.component("Web")
    let types = ["Speed", "Reach"].map { builder.impactType(.known($0)) }
    let id = builder.incident(
      "i",
      affects: [
        .on(other, types[0], 20), .on(component, types[0], 10), .on(component, types[1], 80),
      ], from: "2026-11-22T08:00:00Z")
    let affected = try view(id).affected.shown
    #expect(affected.map(\.name.text) == ["API", "Web"])
    #expect(affected[0].state.label == "Outage")
    #expect(affected[0].ways.map(\.label) == ["Outage", "Degraded"])
    #expect(affected[0].ways.map { $0.types.map(\.text) } == [["Reach"], ["Speed"]])
  }

  @Test mutating func `I11: the home page bounds components, updates and texts`() throws {
    let type = builder.impactType(.known("Speed"))
    let impacts = (0..<50).map { Impact.on(builder.component("c\($0)"), type, 50) }
    let id = builder.incident(
      .known("i"), .known(String(repeating: "é", count: 40_000)), affects: impacts,
      from: "2026-11-22T08:00:00Z")
    for number in 0..<30 {
      builder.update(id, .known("u\(number)"), nil, at: "2026-11-22T09:00:00Z")
    }
    let home = try view(id, .home)
    #expect(home.affected.shown.count == Limits.pageAffectedShownMax)
    #expect(home.affected.unlistedCount == 50 - Limits.pageAffectedShownMax)
    #expect(home.updates.shown.first?.name?.text == "u29")
    #expect(home.updates.unlistedCount == 30 - Limits.pageUpdatesShownMax)
    let text = try #require(home.description)
    #expect(text.isClipped && text.text.utf8.count <= Limits.pageTextBytesMax + 3)
    let page = try view(id, .ownPage)
    #expect(page.affected.shown.count + page.affected.folded.count == 50)
    #expect(page.updates.shown.count == 30)
    #expect(page.description?.isClipped == false)
  }

  @Test(
    arguments: [
      ("2026-11-22T12:00:01Z", nil, IncidentView.Standing.announced),
      ("2026-11-22T12:00:00Z", nil, .active),
      ("2026-11-22T11:00:00Z", "2026-11-22T12:00:01Z", .active),
      ("2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z", .ended),
    ] as [(String, String?, IncidentView.Standing)])
  func `an incident is announced, active or ended`(
    began: String, ended: String?, standing: IncidentView.Standing
  ) throws {
    var builder = builder
    let id = builder.incident("i", from: began, to: ended)
    let incident = try #require(builder.board.incidents[id])
    #expect(IncidentView(incident, try builder.viewpoint(), .ownPage).standing == standing)
  }

  @Test mutating func `a text is cut between characters`() throws {
    let words = try builder.viewpoint().words
    let family = "👨‍👩‍👧"
    #expect(TextView(.known("ab" + family), words).clipped(bytesMax: 10).text == "ab…")
    #expect(TextView(.known("ab" + family), words).clipped(bytesMax: 20).isClipped == false)
  }

  private func view(
    _ id: IncidentID, _ bounds: IncidentView.Bounds = .ownPage
  ) throws -> IncidentView {
    IncidentView(
      try #require(builder.board.incidents[id]), try builder.viewpoint(), bounds)
  }
}
