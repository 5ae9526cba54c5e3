import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `The board as canonical JSON` {
  private func text(_ board: StatusBoard) -> String {
    String(decoding: board.canonicalJSON, as: UTF8.self)
  }

  @Test func `of an empty log`() {
    #expect(
      text(StatusBoard()) == """
        {"epoch":0,"position":0,"recordedAt":"0000-01-01T00:00:00Z","components":[],\
        "retiredComponents":[],"impactTypes":[],"removedImpactTypes":[],"severities":[],\
        "severitiesVersion":0,"phases":[],"incidents":[]}
        """)
  }

  @Test func `holds all that the board holds`() {
    let board = board([
      .registered(1, "API", labels: ["b": "2", "a": "1"], source: "sp/c/1"), .registered(2, "Old"),
      .component(.number(2), .retired), .defined(1, "Health", description: "d", source: "sp/t/1"),
      .band("outage", 100), .published(1, ["new", .withheld]),
      .opened(
        1, .withheld, impacts: [.on(1, 20)], until: minute(9),
        phase: PhaseReference(generation: 1, order: 0), source: "sp/i/1"),
      .posted(1, "Fixed", at: minute(2), source: "sp/u/1"),
    ])
    let id = { (n: Int) in "00000000-0000-0000-0000-00000000000\(n)" }
    #expect(
      text(board) == """
        {"epoch":1,"position":8,"recordedAt":"2026-01-01T00:07:00Z",\
        "components":[{"id":"\(id(1))","version":1,"name":"API","labels":{"a":"1","b":"2"},\
        "source":"sp/c/1","registeredAt":"2026-01-01T00:00:00Z"}],\
        "retiredComponents":[{"id":"\(id(2))","version":1,"name":"Old","labels":{},\
        "registeredAt":"2026-01-01T00:01:00Z"}],\
        "impactTypes":[{"id":"\(id(1))","version":1,"name":"Health","description":"d",\
        "source":"sp/t/1"}],"removedImpactTypes":[],\
        "severities":[{"name":"outage","value":100,"version":1}],"severitiesVersion":1,\
        "phases":[["new",{"withheld":true}]],\
        "incidents":[{"id":"\(id(1))","version":2,"name":{"withheld":true},"description":null,\
        "affects":[{"component":"\(id(1))","type":"\(id(1))","severity":20}],\
        "beganAt":"2026-01-01T00:00:00Z","endedAt":"2026-01-01T00:09:00Z",\
        "phase":{"generation":1,"order":0},\
        "updates":[{"order":0,"version":2,"name":"Fixed","description":null,\
        "createdAt":"2026-01-01T00:02:00Z","source":"sp/u/1"}],"nextOrder":1,\
        "source":"sp/i/1"}]}
        """)
  }

  @Test func `is equal exactly where boards are (I7)`() {
    let beginnings: [[StatusEvent?]] = [
      [.registered(1), .registered(2)], [.registered(2), .registered(1)],
      [.registered(1), .registered(1 + 1, "Other")], [nil, .registered(1)],
      [.registered(1), nil], [.registered(1, "Caf\u{E9}"), nil],
      [.registered(1, "Cafe\u{301}"), nil], [.registered(1, .withheld), nil],
      [.band("x", 5), .severity(.removed(name: "x"))], [nil, nil],
      [.opened(1, impacts: []), .posted()],
      [.opened(1, impacts: []), .incident(.number(1), .renamed("x"))],
      [.opened(1, "x", impacts: []), .incident(.number(1), .renamed("x"))],
      [.opened(1, impacts: []), .incident(.number(1), .described(""))],
      [.opened(1, impacts: []), .incident(.number(1), .described(nil))],
      [.published(1, ["a"]), .published(2, ["b"])],
    ]
    var boards = beginnings.map { board($0) } + beginnings.map { board($0, in: 2) }
    boards += beginnings.map { board($0 + [.registered(9)]) }
    for (place, a) in boards.enumerated() {
      for b in boards[place...] {
        #expect((a == b) == (a.canonicalJSON == b.canonicalJSON))
        if a == b { #expect(a.hashValue == b.hashValue) }
      }
    }
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `of one history is the same bytes each time, and JSON (I7)`(seed: UInt64) throws {
    var commands = RandomCommands(seed: seed)
    var state = StatusState()
    var events: [StatusEvent] = []
    for _ in 0..<400 {
      guard case .success(let new) = Given(state: state).when(commands.next(for: state)) else {
        continue
      }
      for event in new { evolve(&state, event) }
      events += new
    }
    let once = board(events)
    #expect(once == board(events))
    #expect(once.canonicalJSON == board(events).canonicalJSON)
    let json = try JSONValue(parsing: once.canonicalJSON)
    #expect(json["incidents"]?.array?.count == once.incidents.count)
    #expect(json["position"]?.integer == once.position.position)
  }

  @Test func `places are ordered by epoch, then position`() {
    let place = { BoardPosition(epoch: $0, position: $1) }
    #expect(place(1, 5) < place(2, 4) && place(2, 4) < place(2, 5) && place(1, 5) != place(2, 5))
    #expect(.start < place(1, 1))
  }
}
