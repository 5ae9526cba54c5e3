package import EventLog
package import LogStore
import StandardForms
import StatusService

/// Re-derives everything that a log claims from its raw rows: forms, hashes, chain, tree, versions,
/// times, head, epochs and read model. It trusts nothing that was stored and changes nothing.
package struct LogVerifier {
  private let reader: LogReader
  private let claims: StoredClaims
  private let end: Position

  /// Verifies up to the head that the log has now; what a running node appends later is left out.
  /// - Throws: `LogStoreError` for a log that cannot be read.
  package init(_ reader: LogReader) throws(LogStoreError) {
    self.reader = reader
    claims = try reader.claims()
    // A log whose head is missing is looked at to its last row.
    let last = claims.heads.first?.position ?? claims.events.last
    end = Position(max(0, last))
  }

  /// How many events there are to verify.
  package var eventCount: Int64 { end.rawValue }

  /// Reads the log once from the first position to the last, in bounded pages.
  /// - Parameter progress: called after each page with the last position verified.
  /// - Throws: `Finding` for the first position that is wrong, at the head where what is wrong lies
  ///   beside the rows; `LogStoreError` if the log cannot be read.
  package func verify(progress: (Position) -> Void) throws -> Verdict {
    var derivation = Derivation()
    do {
      try derive(&derivation, progress)
    } catch let error as LogStoreError {
      try checkSchema(at: min(derivation.position.next, end))
      throw error
    }
    return try conclude(derivation)
  }

  private func derive(_ derivation: inout Derivation, _ progress: (Position) -> Void) throws {
    while derivation.position < end {
      let rows = try reader.storedRows(
        after: derivation.position, countMax: Limits.followerPageCountMax,
        bytesMax: Limits.followerPageBytesMax)
      if rows.isEmpty { throw Finding(at: derivation.position.next, "the row is missing") }
      var nodes: [MerkleNode] = []
      for row in rows where row.position <= end.rawValue {
        nodes += try derivation.take(row)
      }
      try compare(nodes)
      progress(derivation.position)
    }
  }

  /// The subtrees that the leaves of a page completed must stand in the stored tree as they were
  /// derived (I3). They are consecutive on each level.
  private func compare(_ nodes: [MerkleNode]) throws {
    var wrong: [MerkleNode] = []
    for (level, derived) in Dictionary(grouping: nodes, by: \.level) {
      let stored = try reader.storedTreeNodes(
        level: level, from: derived[0].index, countMax: derived.count)
      wrong +=
        derived.enumerated().first { $0 >= stored.count || stored[$0] != $1 }.map { [$1] } ?? []
    }
    guard let first = wrong.min(by: { Self.completion(of: $0) < Self.completion(of: $1) }) else {
      return
    }
    throw Finding(
      at: Self.completion(of: first),
      "I3: the stored tree node \(first.level)/\(first.index) is not the one derived")
  }

  /// The position whose leaf completes a subtree.
  private static func completion(of node: MerkleNode) -> Position {
    Position((node.index + 1) << Int64(node.level))
  }

  private func conclude(_ derivation: Derivation) throws(Finding) -> Verdict {
    let head = derivation.head
    try checkSchema(at: head.position)
    try checkExtents(head)
    try checkHead(head)
    try checkEpochs(derivation.epochs, head)
    guard derivation.boardAgreesWithState else {
      throw Finding(
        at: head.position, "I7: the read model and the decision state tell different stories")
    }
    return Verdict(
      logID: head.logID, head: head.epochPosition, tree: head.tree, chain: head.chain,
      unknownCount: derivation.unknownCount)
  }

  private func checkSchema(at place: Position) throws(Finding) {
    if let fault = claims.schemaFault {
      throw Finding(at: place, "the schema was altered: \(fault)")
    }
  }

  /// Nothing but the rows up to the head is there (I1, I3).
  private func checkExtents(_ head: LogHead) throws(Finding) {
    let size = head.position.rawValue
    for (table, extent) in [("events", claims.events), ("payloads", claims.payloads)] {
      if let place = extent.firstPastHead, place > size {
        throw Finding(at: Position(place), "I1: `\(table)` has a row past the head")
      }
      guard extent.count == size else {
        throw Finding(
          at: head.position, "I1: `\(table)` has \(extent.count) rows, \(size) are due")
      }
    }
    // n leaves complete n/2 pairs, n/4 fours, and so on, each rounded down.
    let nodeCount = size - Int64(size.nonzeroBitCount)
    guard claims.treeNodeCount == nodeCount else {
      throw Finding(
        at: head.position,
        "I3: `tree_nodes` has \(claims.treeNodeCount) rows, \(nodeCount) are due")
    }
  }

  /// The head says exactly what follows from the rows (I3).
  private func checkHead(_ head: LogHead) throws(Finding) {
    let due = StoredHead(of: head)
    guard claims.heads.count == (due == nil ? 0 : 1), let due, let stored = claims.heads.first
    else {
      if claims.heads.isEmpty, due == nil { return }
      throw Finding(at: head.position, "the log has \(claims.heads.count) heads")
    }
    let pairs: [(String, Bool)] = [
      ("log id", stored.logID == due.logID), ("epoch", stored.epoch == due.epoch),
      ("position", stored.position == due.position),
      ("chain value", stored.chain == due.chain),
      ("tree root", stored.treeRoot == due.treeRoot),
      ("recorded time", stored.recordedAtMicroseconds == due.recordedAtMicroseconds),
    ]
    for (column, agrees) in pairs where !agrees {
      throw Finding(
        at: head.position, "I3: the stored \(column) of the head is not the one derived")
    }
  }

  private func checkEpochs(_ due: [StoredEpoch], _ head: LogHead) throws(Finding) {
    guard claims.epochs != due else { return }
    let agreeing = zip(due, claims.epochs).prefix { $0 == $1 }.count
    let place = agreeing < due.count ? Position(due[agreeing].firstPosition) : head.position
    throw Finding(at: place, "the stored epochs are not those that the events open")
  }
}

/// The first wrong position of a log, and what is wrong there.
package struct Finding: Error, Hashable, Sendable, CustomStringConvertible {
  /// The position.
  package let position: Position
  /// What is wrong, as half a sentence.
  package let reason: String

  init(at position: Position, _ reason: String) {
    self.position = position
    self.reason = reason
  }

  /// The finding as one line.
  package var description: String { "position \(position.rawValue) is wrong: \(reason)" }
}

/// What a log that holds together was found to be.
package struct Verdict: Hashable, Sendable {
  /// The log's identity; `nil` for an empty log.
  package let logID: LogID?
  /// Its last position.
  package let head: EpochPosition
  /// The tree over all entries, as derived.
  package let tree: TreeHead
  /// The chain value of the last event, as derived.
  package let chain: Digest
  /// How many events are of types that this program does not know: their hashes were verified, what
  /// they mean was not.
  package let unknownCount: Int
}
