package import EventLog
package import LogStore
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// Re-derives everything that a log claims from its raw rows: forms, hashes, chain, tree, versions,
/// times and read model. It trusts nothing that was stored and changes nothing.
package struct LogVerifier {
  private let reader: LogReader
  private let head: LogHead

  /// Verifies up to the head that the log has now; what a running node appends later is left out.
  /// - Throws: `LogStoreError` for a log whose head cannot be read.
  package init(_ reader: LogReader) throws(LogStoreError) {
    self.reader = reader
    head = try reader.head()
  }

  /// How many events there are to verify.
  package var eventCount: Int64 { head.position.rawValue }

  /// Reads the log once from the first position to the last, in bounded pages.
  /// - Parameter progress: called after each page with the last position verified.
  /// - Throws: `Finding` for the first position that is wrong; `LogStoreError` if it cannot be
  /// read.
  package func verify(progress: (Position) -> Void) throws -> Verdict {
    var derivation = Derivation()
    while derivation.position < head.position {
      let rows = try reader.storedRows(
        after: derivation.position, countMax: Limits.followerPageCountMax,
        bytesMax: Limits.followerPageBytesMax)
      if rows.isEmpty { throw Finding(at: derivation.position.next, "the row is missing") }
      var nodes: [MerkleNode] = []
      for row in rows where row.position <= head.position.rawValue {
        nodes += try derivation.take(row)
      }
      try compare(nodes)
      progress(derivation.position)
    }
    return try conclude(derivation)
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

  private func conclude(_ derivation: Derivation) throws -> Verdict {
    let last = derivation.position
    guard derivation.tree.head == head.tree else {
      throw Finding(at: last, "I3: the stored tree head is not the root of all rows")
    }
    guard derivation.chain == head.chain else {
      throw Finding(at: last, "the stored chain value of the head is not the one derived")
    }
    guard derivation.boardAgreesWithState else {
      throw Finding(at: last, "I7: the read model and the decision state tell different stories")
    }
    return Verdict(
      logID: head.logID, head: head.epochPosition, tree: derivation.tree.head,
      chain: derivation.chain, unknownCount: derivation.unknownCount)
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
