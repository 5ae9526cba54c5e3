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
      for row in rows where row.position <= head.position.rawValue {
        let nodes = try derivation.take(row)
        try compare(nodes, at: derivation.position)
      }
      progress(derivation.position)
    }
    return try conclude(derivation)
  }

  /// Every subtree that a leaf completed must stand in the stored tree as it was derived (I3).
  private func compare(_ nodes: [MerkleNode], at position: Position) throws {
    for node in nodes {
      let stored = try reader.storedTreeNodes(level: node.level, from: node.index, countMax: 1)
      guard stored.first == node else {
        throw Finding(
          at: position,
          "I3: the stored tree node \(node.level)/\(node.index) is not the one derived")
      }
    }
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
