import EventLog
import StandardForms

/// What a log says of itself beside its events, at one moment and unchecked: for an audit that
/// derives all of it by itself.
package struct StoredClaims: Hashable, Sendable {
  /// The head's row; none in an empty log. A second one, which there must not be, is listed too.
  package var heads: [StoredHead] = []
  /// The rows of `epochs`, by epoch.
  package var epochs: [StoredEpoch] = []
  /// Which rows `events` has.
  package var events = StoredExtent()
  /// Which rows `payloads` has.
  package var payloads = StoredExtent()
  /// How many rows `tree_nodes` has.
  package var treeNodeCount: Int64 = 0
  /// How the schema differs from the format's, as half a sentence; nil if it does not.
  package var schemaFault: String?
}

/// The row of `head` as it is stored. A column that is NULL against the schema is empty here.
package struct StoredHead: Hashable, Sendable {
  /// The log's identity: 16 bytes.
  package let logID: [UInt8]
  /// The current reign.
  package let epoch: Int64
  /// The position of the last event.
  package let position: Int64
  /// The chain value of the last event.
  package let chain: [UInt8]
  /// The root of the tree over all events.
  package let treeRoot: [UInt8]
  /// When the last event was recorded, in microseconds since 1970-01-01T00:00:00Z.
  package let recordedAtMicroseconds: Int64

  /// The row that says `head`; nil for an empty log, which has none.
  package init?(of head: LogHead) {
    guard let log = head.logID else { return nil }
    logID = log.uuid.bytes
    epoch = head.epoch.rawValue
    position = head.position.rawValue
    chain = head.chain.bytes
    treeRoot = head.tree.root.bytes
    recordedAtMicroseconds = head.recordedAt.microseconds
  }

  init(_ row: RawStatement) {
    logID = row.bytes(0) ?? []
    epoch = row.integer(1)
    position = row.integer(2)
    chain = row.bytes(3) ?? []
    treeRoot = row.bytes(4) ?? []
    recordedAtMicroseconds = row.integer(5)
  }
}

/// A row of `epochs` as it is stored.
package struct StoredEpoch: Hashable, Sendable {
  /// The epoch.
  package let epoch: Int64
  /// Where it begins.
  package let firstPosition: Int64

  /// The row that says `epoch` begins at `firstPosition`.
  package init(epoch: Int64, firstPosition: Int64) {
    self.epoch = epoch
    self.firstPosition = firstPosition
  }
}

/// Which positions a table has rows for.
package struct StoredExtent: Hashable, Sendable {
  /// How many rows there are.
  package var count: Int64 = 0
  /// The greatest position; 0 without rows.
  package var last: Int64 = 0
  /// The least position after the head's; nil if there is none.
  package var firstPastHead: Int64?
}

extension StoredClaims {
  /// Reads all of it; the caller's transaction makes it of one moment.
  init(_ rows: EventRows) throws {
    schemaFault = try LogSchema.fault(rows.prepare)
    do {
      try read(rows.prepare)
    } catch {
      // Where a table is gone, this is what is wrong.
      if schemaFault == nil { throw error }
    }
  }

  private mutating func read(_ prepare: Prepare) throws {
    let head = try prepare(
      "SELECT log_id, epoch, position, chain, tree_root, recorded_at FROM head LIMIT 2")
    defer { head.reset() }
    while try head.step() { heads.append(StoredHead(head)) }
    let starts = try prepare("SELECT epoch, first_position FROM epochs ORDER BY epoch")
    defer { starts.reset() }
    while try starts.step() {
      epochs.append(StoredEpoch(epoch: starts.integer(0), firstPosition: starts.integer(1)))
    }
    events = try Self.extent(of: "events", past: heads.first?.position ?? 0, prepare)
    payloads = try Self.extent(of: "payloads", past: heads.first?.position ?? 0, prepare)
    let nodes = try prepare("SELECT count(*) FROM tree_nodes")
    defer { nodes.reset() }
    treeNodeCount = try nodes.step() ? nodes.integer(0) : 0
  }

  private static func extent(
    of table: String, past head: Int64, _ prepare: Prepare
  ) throws -> StoredExtent {
    let statement = try prepare(
      """
      SELECT (SELECT count(*) FROM \(table)), (SELECT coalesce(max(position), 0) FROM \(table)),
        (SELECT min(position) FROM \(table) WHERE position > ?1)
      """)
    defer { statement.reset() }
    statement.bind(head, at: 1)
    guard try statement.step() else { return StoredExtent() }
    return StoredExtent(
      count: statement.integer(0), last: statement.integer(1),
      firstPastHead: statement.isNull(2) ? nil : statement.integer(2))
  }
}
