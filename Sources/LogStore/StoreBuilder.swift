import EventLog
import Glibc
import StandardForms

/// Writes a new store beside the one in use, event by event and checked like every other append,
/// until it can take its place. Whatever happens to it, the store in use stays as it is.
///
/// Nothing of it is synced before the end but now and then, so that the disk is never given much at
/// once; a crash leaves a file that the next start removes.
final class StoreBuilder {
  /// A store that is whole and on the disk.
  struct Built {
    let head: LogHead
    let tree: MerkleTree
  }

  private let file: LogFile
  private var connection: RawConnection?
  private var statements: [String: RawStatement] = [:]
  /// To sync by; closed before anybody else opens the file, as that drops SQLite's locks on it.
  private var descriptor: Int32
  private var unsyncedCount = 0
  private(set) var head = LogHead.empty
  private var tree = MerkleTree()

  /// - Parameter path: of the new file; what is there is removed.
  init(path: String) throws(LogStoreError) {
    file = LogFile(path: path)
    try file.makeEmptyFile()
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw LogDirectory.inaccessible(path) }
    do throws(SQLiteFailure) {
      let connection = try RawConnection(path: path, mode: .writing)
      // No journal, no sync: the file counts only once it is whole.
      try connection.execute(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE")
      try LogSchema.create(on: connection)
      self.connection = connection
    } catch {
      throw LogStoreError(error, while: .rebuilding, path: path)
    }
  }

  deinit { closeDescriptor() }

  /// Adds the next events, 1...`Limits.appendBatchCountMax`, as they were recorded.
  /// - Throws: `.notContinuing(at:)`, `.full`, `.storage`.
  func append(_ events: [RecordedEvent]) throws(LogStoreError) {
    guard let connection else { preconditionFailure("a finished store takes nothing more") }
    precondition(
      (1...Limits.appendBatchCountMax).contains(events.count), "I11: a batch has a bound")
    try Continuation(of: head, path: file.path).check(events)
    guard !DiskRoom.isShort(at: file.path) else {
      throw .full(
        path: file.path, reason: "less than the reserve is free", hint: LogStoreError.tryAgainHint)
    }
    let nodes = events.flatMap { tree.append($0.leaf) }
    let batch = Batch(
      events: events, areReplicated: true, nodes: nodes, before: head,
      after: LogHead(after: events[events.count - 1], tree: tree.head))
    try attempt {
      try connection.execute("BEGIN")
      try batch.write({ try statement($0, connection) }, path: file.path)
      try connection.execute("COMMIT")
    }
    head = batch.after
    unsyncedCount += events.count
    if unsyncedCount >= Limits.rebuildSyncCount {
      try sync()
      unsyncedCount = 0
    }
  }

  /// Closes the store, in the form in which a node leaves one: with side files that the next
  /// opening needs no room for, all of it on the disk.
  func finish() throws(LogStoreError) -> Built {
    precondition(head.position > .zero, "I2: a log is never exchanged for an empty one")
    statements = [:]
    connection = nil
    try attempt {
      let connection = try RawConnection(path: file.path, mode: .writing)
      try connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
      connection.keepSideFiles()
      try connection.execute("SELECT position FROM head")
    }
    try sync()
    closeDescriptor()
    let end = try file.checkedEnd()
    precondition(end.head == head, "I3: the new store ends where it was built to end")
    return Built(head: end.head, tree: end.tree)
  }

  private func statement(_ sql: String, _ connection: RawConnection) throws -> RawStatement {
    if let known = statements[sql] { return known }
    let new = try connection.prepare(sql)
    statements[sql] = new
    return new
  }

  private func sync() throws(LogStoreError) {
    guard fdatasync(descriptor) == 0 else { throw LogDirectory.inaccessible(file.path) }
  }

  private func closeDescriptor() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  private func attempt(_ work: () throws -> Void) throws(LogStoreError) {
    do {
      try work()
    } catch let error as LogStoreError {
      throw error
    } catch let failure as SQLiteFailure {
      throw LogStoreError(failure, while: .rebuilding, path: file.path)
    } catch {
      preconditionFailure("no other error is thrown here: \(error)")
    }
  }
}
