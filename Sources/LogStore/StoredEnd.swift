import EventLog
import StandardForms

/// The end of the log as it is stored: head row, last event, frontier of the tree.
struct StoredEnd {
  let path: String
  let prepare: Prepare

  /// The head row; `.empty` if there is none.
  func head() throws -> LogHead {
    let statement = try prepare(
      "SELECT log_id, epoch, position, chain, tree_root, recorded_at FROM head")
    defer { statement.reset() }
    guard try statement.step() else { return .empty }
    guard let log = statement.uuid(0), statement.integer(1) >= 1, statement.integer(2) >= 1,
      let chain = statement.digest(3), let root = statement.digest(4)
    else { throw LogStoreError.torn(path: path, reason: "the head row is malformed") }
    let position = Position(statement.integer(2))
    return LogHead(
      logID: LogID(log), epoch: Epoch(statement.integer(1)), position: position, chain: chain,
      tree: TreeHead(size: position.rawValue, root: root),
      recordedAt: Timestamp(microseconds: statement.integer(5)))
  }

  /// The head row and the tree, if all that says where the log ends agrees (I3).
  func checked() throws -> (head: LogHead, tree: MerkleTree) {
    let head = try head()
    for table in ["events", "payloads"] {
      let last = try integer("SELECT coalesce(max(position), 0) FROM \(table)")
      guard last == head.position.rawValue else {
        throw torn("the head is at \(head.position.rawValue), the last of \(table) at \(last)")
      }
    }
    let tree = try storedTree(size: head.position)
    guard tree.root == head.tree.root else {
      throw torn("I3: the stored tree head is not the root of the stored tree")
    }
    try checkLastEvent(head)
    return (head, tree)
  }

  private func checkLastEvent(_ head: LogHead) throws {
    guard head.position > .zero else { return }
    let last = Position(head.position.rawValue - 1)
    let page = try EventRows(path: path, prepare: prepare)
      .events(after: last, countMax: 1, bytesMax: .max)
    guard let event = page.first, LogHead(after: event, tree: head.tree) == head else {
      throw torn("the head row and the last event disagree")
    }
    let opened = try integer("SELECT coalesce(max(epoch), 0) FROM epochs")
    guard opened == head.epoch.rawValue else {
      throw torn("the last epoch opened is \(opened), the head's is \(head.epoch.rawValue)")
    }
  }

  /// The tree over the first events, read from its frontier.
  func storedTree(size: Position) throws -> MerkleTree {
    var frontier: [Digest] = []
    for place in MerkleTree.frontierPlaces(size: size.rawValue) {
      let statement =
        place.level == 0
        ? try prepare("SELECT leaf FROM events WHERE position = ?1 + 1 AND ?2 = 0")
        : try prepare("SELECT hash FROM tree_nodes WHERE place = ?1 AND level = ?2")
      defer { statement.reset() }
      statement.bind(place.index, at: 1)
      statement.bind(Int64(place.level), at: 2)
      guard try statement.step(), let hash = statement.digest(0) else {
        throw torn("I3: tree node \(place.level)/\(place.index) is missing")
      }
      frontier.append(hash)
    }
    guard let tree = MerkleTree(size: size.rawValue, frontier: frontier) else {
      preconditionFailure("a frontier has one node for each bit of its size")
    }
    return tree
  }

  private func integer(_ sql: String) throws -> Int64 {
    let statement = try prepare(sql)
    defer { statement.reset() }
    return try statement.step() ? statement.integer(0) : 0
  }

  private func torn(_ reason: String) -> LogStoreError { .torn(path: path, reason: reason) }
}
