import Coordination
import EventLog
import Foundation
import Logging
import Monitoring
import StandardForms
import StatusService
import Testing

@testable import LogStore

@Suite struct `Reading what a snapshot made the start skip` {
  /// A node with a snapshot of seven events.
  private func kept() async throws -> KeptSnapshot {
    let kept = try KeptSnapshot()
    _ = await kept.node.handler.submit((0..<5).map { kept.node.registering("C\($0)") })
    try kept.file.write(try Boards(folding: kept.node.reader), from: kept.node.reader)
    return kept
  }

  private func check(
    _ kept: KeptSnapshot, _ reader: LogReader, _ logger: Logger = Logger(label: "test")
  ) -> HistoryCheck {
    HistoryCheck(
      reader, upTo: Position(7), keeper: kept.keeper, executor: kept.executor, logger: logger)
  }

  private static let changes = [
    "UPDATE payloads SET texts = CAST('{\"name\":\"Forged\"}' AS BLOB) WHERE position = 4",
    "UPDATE events SET chain = zeroblob(32) WHERE position = 4",
  ]

  @Test(arguments: changes)
  func `I2 a history that was rewritten is named, and its snapshot goes and does not come back`(
    change: String
  ) async throws {
    let kept = try await kept()
    let boards = try Boards(folding: kept.node.reader)
    let log = try RawConnection(path: kept.node.folder.path + "/log.sqlite", mode: .writing)
    for trigger in try log.triggers() { try log.execute("DROP TRIGGER \(trigger)") }
    try log.execute(change)
    let error = await #expect(throws: LogStoreError.self) {
      try await check(kept, kept.node.reader).run()
    }
    #expect(error?.code == .corrupt(at: Position(4)))
    #expect(kept.position == 0 && kept.gauge(.snapshotPosition) == 0)
    try await kept.running { kept.node.boards.publish(boards, at: boards.position) }
    #expect(kept.position == 0)
  }

  @Test func `a log that cannot be read just now is not taken for a rewritten one`() async throws {
    let kept = try await kept()
    let lines = AsyncStream.makeStream(of: String.self)
    let logger = Logger(label: "test") { _ in
      LineLogHandler(.text, level: .debug, now: { EventSamples.t0 }) { line in
        lines.continuation.yield(String(decoding: line, as: UTF8.self))
      }
    }
    // A reader opens the file when it first reads.
    let reader = try LogStore.openReadOnly(directory: kept.node.folder.path)
    let path = kept.node.folder.path + "/log.sqlite"
    try FileManager.default.moveItem(atPath: path, toPath: path + "-away")
    let checking = Task {
      defer { lines.continuation.finish() }
      try await check(kept, reader, logger).run()
    }
    let line = await lines.stream.first { _ in true }
    #expect(line?.contains("warning the next start re-reads the events") == true)
    try FileManager.default.moveItem(atPath: path + "-away", toPath: path)
    checking.cancel()
    try await checking.value
    #expect(kept.position == 7)
    try await kept.running {}
  }
}

extension RawConnection {
  /// The names of the log's triggers.
  fileprivate func triggers() throws -> [String] {
    let statement = try prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    defer { statement.reset() }
    var names: [String] = []
    while try statement.step() { names += [statement.text(0)].compactMap(\.self) }
    return names
  }
}
