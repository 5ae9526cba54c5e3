import EventLog
import StandardForms
import StatusDomain

import struct Crypto.SHA256

/// Writes a snapshot's bytes piece by piece: no more than a piece is in memory.
struct SnapshotEncoder {
  private var piece: [UInt8] = []
  private var hash = SHA256()
  private let sink: ([UInt8]) throws -> Void

  /// - Parameter sink: given the bytes in order, in pieces of about `Limits.snapshotPieceBytes`.
  init(to sink: @escaping ([UInt8]) throws -> Void) {
    self.sink = sink
    piece.reserveCapacity(Limits.snapshotPieceBytes + (1 << 16))
  }

  /// Passes on what has gathered, once it is a whole piece.
  mutating func flushIfFull() throws {
    if piece.count >= Limits.snapshotPieceBytes { try flush() }
  }

  /// Passes on the rest, and the checksum of everything.
  mutating func finish() throws {
    try flush()
    try sink(Array(hash.finalize()))
  }

  private mutating func flush() throws {
    piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
    try sink(piece)
    piece.removeAll(keepingCapacity: true)
  }
}

extension SnapshotEncoder {
  mutating func put(byte: UInt8) { piece.append(byte) }

  mutating func put(bytes: [UInt8]) { piece.append(contentsOf: bytes) }

  mutating func put(fixed value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { piece.append(contentsOf: $0) }
  }

  mutating func put(_ digest: Digest) {
    digest.withUnsafeBytes { piece.append(contentsOf: $0) }
  }

  mutating func put(_ uuid: UUIDValue) {
    withUnsafeBytes(of: uuid.rawValue.bigEndian) { piece.append(contentsOf: $0) }
  }

  mutating func put<Subject>(_ id: ID<Subject>) { put(id.uuid) }

  mutating func put(count: Int) {
    var rest = UInt64(count)
    while rest >= 0x80 {
      piece.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    piece.append(UInt8(rest))
  }

  /// Any number; small ones of either sign are short.
  mutating func put(number: Int64) {
    let zigzag = UInt64(bitPattern: number << 1 ^ number >> 63)
    var rest = zigzag
    while rest >= 0x80 {
      piece.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    piece.append(UInt8(rest))
  }

  mutating func put(_ time: Timestamp) { put(fixed: time.microseconds) }

  mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      put(count: utf8.count)
      piece.append(contentsOf: utf8)
    }
  }

  /// 0 for none, 1 for withheld, else the length and 2.
  mutating func put(_ text: Text?) {
    switch text {
    case nil: put(count: 0)
    case .withheld?: put(count: 1)
    case .known(var text)?:
      text.withUTF8 { utf8 in
        put(count: utf8.count + 2)
        piece.append(contentsOf: utf8)
      }
    }
  }

  mutating func put<Value>(
    optional value: Value?, _ write: (inout SnapshotEncoder, Value) -> Void
  ) {
    put(byte: value == nil ? 0 : 1)
    if let value { write(&self, value) }
  }

  mutating func put<Element>(
    list elements: [Element], _ write: (inout SnapshotEncoder, Element) -> Void
  ) {
    put(count: elements.count)
    for element in elements { write(&self, element) }
  }

  /// A list that may be long: passed on as it grows.
  mutating func put<Element>(
    longList elements: [Element], _ write: (inout SnapshotEncoder, Element) -> Void
  ) throws {
    put(count: elements.count)
    for element in elements {
      write(&self, element)
      try flushIfFull()
    }
  }
}
