import EventLog
import ReadModel

import struct Crypto.SHA256

/// Boards with the place in a log that they were folded from, to and from their stored form.
package struct Snapshot: Hashable, Sendable {
  /// Where they were made.
  package let header: SnapshotHeader
  /// The boards.
  package let boards: Boards

  /// A snapshot of `boards`, whose position the header names.
  package init(_ boards: Boards, _ header: SnapshotHeader) {
    self.boards = boards
    self.header = header
  }

  /// Gives the stored form to `sink`, in order and in pieces.
  /// - Throws: what `sink` throws; what it was given before is no snapshot then.
  package func write(to sink: @escaping ([UInt8]) throws -> Void) throws {
    var encoder = SnapshotEncoder(to: sink)
    try encoder.put(boards, header)
  }

  /// Reads the stored form, all of it, once its checksum is right.
  /// - Throws: `SnapshotFault` `.damaged` or `.otherVersion`, whatever the bytes are.
  package init(reading bytes: UnsafeRawBufferPointer) throws(SnapshotFault) {
    let end = bytes.count - SnapshotFormat.checksumByteCount
    guard end >= 0 else { throw SnapshotFault(.damaged, "it is cut off") }
    let contents = UnsafeRawBufferPointer(rebasing: bytes[..<end])
    var decoder = SnapshotDecoder(contents)
    // Before the checksum: another version may end in another way.
    header = try decoder.header()
    var hash = SHA256()
    hash.update(bufferPointer: contents)
    guard hash.finalize().elementsEqual(bytes[end...]) else {
      throw SnapshotFault(.damaged, "its checksum is wrong")
    }
    boards = try decoder.boards(at: header.position)
  }
}
