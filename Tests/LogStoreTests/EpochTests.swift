import EventLog
import StandardForms
import Testing

@testable import LogStore

@Suite struct `Epochs of a log` {
  @Test func `an epoch begins with its own event, and what follows is of it`() throws {
    let folder = try Folder()
    var salts = Salts()
    do {
      var writer = try LogStore.created(in: folder)
      try writer.add(ProposedEvent.run(of: 2))
      let opened = try writer.open(
        Epoch(17), with: Self.opening(2), recordedAt: .second(9)
      ) { salts.next() }
      #expect(opened.header.epoch == Epoch(17) && opened.position == Position(4))
      try writer.add(ProposedEvent.run(of: 1, from: 3))
    }
    let writer = try LogStore.open(directory: folder.path)
    #expect(writer.head.epochPosition.text == "17:5")
    #expect(try writer.reader.version(of: "log") == 2 && writer.reader.version(of: "x") == 0)
    #expect(
      try writer.reader.epochs() == [
        EpochStart(epoch: .first, firstPosition: Position(1)),
        EpochStart(epoch: Epoch(17), firstPosition: Position(4)),
      ])
  }

  @Test func `neither an epoch that is over nor another event begins one (I6)`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    var salts = Salts()
    _ = try writer.open(Epoch(5), with: Self.opening(2), recordedAt: .t0) { salts.next() }
    let before = writer.head
    for (epoch, event) in [
      (Epoch(5), Self.opening(3)), (Epoch(4), Self.opening(3)),
      (Epoch(6), ProposedEvent.event(in: "incident/1", 1)),
    ] {
      #expect(
        try code {
          _ = try writer.open(epoch, with: event, recordedAt: .t0) { salts.next() }
        } == .invalidEvent)
      #expect(writer.head == before)
    }
    try writer.add(ProposedEvent.run(of: 1))
  }

  private static func opening(_ version: Int64) -> ProposedEvent {
    .event(in: "log", version, type: EventHeader.epochOpenedType)
  }
}
