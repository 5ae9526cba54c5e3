import Coordination
import EventLog
import Glibc
import LogStore
import ReadModel
import StandardForms

/// Reads a log's pages on a few threads of its own, ahead of the one that takes them in: to read,
/// re-hash and decode an event costs three times what folding it does, and needs no order.
///
/// A page is checked against the chain value stored before it, which the page before it was checked
/// to end with: together they are as sound as one pass (I2).
struct ReadAhead {
  private let reader: LogReader

  private typealias Page = Result<[DecodedEvent], any Error>

  init(_ reader: LogReader) { self.reader = reader }

  /// Calls `body` with the events after `start` up to `end`, in order and in bounded pages, on the
  /// caller's actor.
  /// - Parameter end: not beyond the log's head.
  /// - Throws: what reading or `body` throws; all pages before the first fault were given.
  func forEachPage(
    after start: Position, through end: Position,
    isolation: isolated (any Actor)? = #isolation, _ body: ([DecodedEvent]) throws -> Void
  ) async throws {
    let threads = (0..<Self.threadCount).map { DedicatedThreadExecutor(name: "read-ahead \($0)") }
    defer { for thread in threads { thread.stop() } }
    let readers = threads.map { PageReader(reader, executor: $0) }
    let ranges = Self.ranges(after: start, through: end)
    let ahead = readers.count * Limits.readAheadPagesMax
    try await withThrowingTaskGroup(of: (Int, Page).self) { group in
      // A closure runs on the actor that it captures.
      _ = isolation
      func ask(_ index: Int) {
        guard index < ranges.count else { return }
        let (reader, range) = (readers[index % readers.count], ranges[index])
        group.addTask { (index, await reader.page(after: range.start, through: range.end)) }
      }
      for index in 0..<ahead { ask(index) }
      var early: [Int: Page] = [:]
      var next = 0
      while let (index, page) = try await group.next() {
        early[index] = page
        while let page = early.removeValue(forKey: next) {
          try take(try page.get(), through: ranges[next].end, body)
          ask(next + ahead)
          next += 1
        }
      }
    }
  }

  /// A page may have ended early, where its bytes passed their bound: the rest of its range is read
  /// here.
  private func take(
    _ first: [DecodedEvent], through end: Position, _ body: ([DecodedEvent]) throws -> Void
  ) throws {
    var page = first
    while let last = page.end {
      try body(page)
      guard last < end else { return }
      page = try reader.decodedPage(after: last, through: end)
    }
  }

  private static func ranges(
    after start: Position, through end: Position
  ) -> [(start: Position, end: Position)] {
    stride(from: start.rawValue, to: end.rawValue, by: Limits.readAheadPageCountMax).map {
      (Position($0), Position(min($0 + Int64(Limits.readAheadPageCountMax), end.rawValue)))
    }
  }

  /// One for each processor: they leave the caller's thread only what it needs itself.
  private static var threadCount: Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), Limits.readAheadThreadsMax))
  }
}

/// Reads pages on a thread of its own, as reading blocks.
private actor PageReader {
  private let reader: LogReader
  private let executor: DedicatedThreadExecutor

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ reader: LogReader, executor: DedicatedThreadExecutor) {
    self.reader = reader
    self.executor = executor
  }

  func page(
    after start: Position, through end: Position
  ) -> Result<[DecodedEvent], any Error> {
    Result { try reader.decodedPage(after: start, through: end) }
  }
}

extension LogReader {
  fileprivate func decodedPage(
    after start: Position, through end: Position
  ) throws -> [DecodedEvent] {
    try decodedPage(after: start, countMax: Int(end.rawValue - start.rawValue))
  }
}
