package import EventLog
package import ReadModel
import StandardForms

/// The stored form of boards: magic, header, boards, and the SHA-256 of all before it.
///
/// Numbers are little-endian; counts, orders and versions are variable-length (LEB128, signed ones
/// zigzag); texts are a length and UTF-8. Collections stand in the order of their keys, so that
/// equal boards of one log give equal bytes.
package enum SnapshotFormat {
  static let magic = Array("HELISNAP".utf8)

  /// The version of the bytes. A program reads its own version only.
  static let version: UInt32 = 2

  /// The version of what folding means: raised whenever the same events give other boards, so that
  /// no snapshot of an older program tells what a newer one would not.
  package static let foldVersion: UInt32 = 2

  /// What a fold could know: a program that knows another type of event folds anew.
  static let vocabulary = Digest.sha256(
    of: Array(EventType.all.map { "\($0.word) \($0.schemaVersion)\n" }.joined().utf8))

  /// The bytes of the checksum at the end.
  static let checksumByteCount = Digest.byteCount
}

/// What a snapshot says of where it was made.
package struct SnapshotHeader: Hashable, Sendable {
  /// The log that was folded.
  package let log: LogID
  /// The last event that was taken in.
  package let position: BoardPosition
  /// The tree over all events that were taken in.
  package let tree: TreeHead

  /// A header of these parts; the tree covers exactly the events up to `position`.
  package init(log: LogID, position: BoardPosition, tree: TreeHead) {
    precondition(tree.size == position.position, "I3: the tree head covers all rows")
    self.log = log
    self.position = position
    self.tree = tree
  }
}

extension SnapshotEncoder {
  mutating func put(_ header: SnapshotHeader) {
    put(bytes: SnapshotFormat.magic)
    put(fixed: SnapshotFormat.version)
    put(fixed: SnapshotFormat.foldVersion)
    put(SnapshotFormat.vocabulary)
    put(header.log.uuid)
    put(fixed: header.position.epoch)
    put(fixed: header.position.position)
    put(header.tree.root)
  }
}

extension SnapshotDecoder {
  mutating func header() throws(SnapshotFault) -> SnapshotHeader {
    guard try bytes(SnapshotFormat.magic.count) == SnapshotFormat.magic else {
      throw SnapshotFault(.damaged, "it is no snapshot")
    }
    let version: UInt32 = try fixed()
    guard version == SnapshotFormat.version else {
      throw SnapshotFault(.otherVersion, "its format is \(version), not \(SnapshotFormat.version)")
    }
    let fold: UInt32 = try fixed()
    let vocabulary = try digest()
    guard fold == SnapshotFormat.foldVersion, vocabulary == SnapshotFormat.vocabulary else {
      throw SnapshotFault(.otherVersion, "another version of the program folded it")
    }
    let log = LogID(try uuid())
    let position = BoardPosition(epoch: try fixed(), position: try fixed())
    guard position.epoch >= 1, position.position >= 1 else {
      throw SnapshotFault(.damaged, "it names no position")
    }
    return SnapshotHeader(
      log: log, position: position, tree: TreeHead(size: position.position, root: try digest()))
  }
}
