import EventLog
import StandardForms
import StatusDomain

/// Reads a snapshot's bytes. Every step is checked against the end: bytes that were never written
/// by an encoder are a `SnapshotFault` `.damaged`, never a trap.
struct SnapshotDecoder {
  private let buffer: UnsafeRawBufferPointer
  private var offset = 0

  /// - Parameter buffer: stays valid as long as the decoder is used.
  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  /// Nothing may follow.
  func finish() throws(SnapshotFault) {
    guard offset == buffer.count else { throw damaged() }
  }

  func damaged() -> SnapshotFault { SnapshotFault(.damaged, "byte \(offset) cannot be read") }

  private var remaining: Int { buffer.count - offset }

  private mutating func take(_ count: Int) throws(SnapshotFault) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw damaged() }
    let part = UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + count])
    offset += count
    return part
  }
}

extension SnapshotDecoder {
  mutating func byte() throws(SnapshotFault) -> UInt8 {
    guard offset < buffer.count else { throw damaged() }
    let byte = buffer[offset]
    offset += 1
    return byte
  }

  mutating func bytes(_ count: Int) throws(SnapshotFault) -> [UInt8] { [UInt8](try take(count)) }

  mutating func fixed<Value: FixedWidthInteger & BitwiseCopyable>() throws(SnapshotFault) -> Value {
    Value(littleEndian: try take(MemoryLayout<Value>.size).loadUnaligned(as: Value.self))
  }

  mutating func digest() throws(SnapshotFault) -> Digest {
    guard let digest = Digest(try take(Digest.byteCount)) else { throw damaged() }
    return digest
  }

  mutating func uuid() throws(SnapshotFault) -> UUIDValue {
    UUIDValue(UInt128(bigEndian: try take(16).loadUnaligned(as: UInt128.self)))
  }

  mutating func id<Subject>() throws(SnapshotFault) -> ID<Subject> { ID(try uuid()) }

  private mutating func variable() throws(SnapshotFault) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw damaged() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw damaged()
  }

  /// A count of things that take at least a byte each: never more than the bytes that are left.
  mutating func count() throws(SnapshotFault) -> Int {
    let value = try variable()
    guard value <= UInt64(remaining) else { throw damaged() }
    return Int(value)
  }

  mutating func number() throws(SnapshotFault) -> Int64 {
    let zigzag = try variable()
    return Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
  }

  mutating func time() throws(SnapshotFault) -> Timestamp {
    let time = Timestamp(microseconds: try fixed())
    guard (Timestamp.earliest...Timestamp.latest).contains(time) else { throw damaged() }
    return time
  }

  mutating func string() throws(SnapshotFault) -> String {
    let count = try count()
    return String(decoding: try take(count), as: UTF8.self)
  }

  mutating func optionalText() throws(SnapshotFault) -> Text? {
    let tag = try variable()
    switch tag {
    case 0: return nil
    case 1: return .withheld
    case _:
      guard tag - 2 <= UInt64(remaining) else { throw damaged() }
      return .known(String(decoding: try take(Int(tag - 2)), as: UTF8.self))
    }
  }

  mutating func text() throws(SnapshotFault) -> Text {
    guard let text = try optionalText() else { throw damaged() }
    return text
  }

  mutating func optional<Value>(
    _ read: (inout SnapshotDecoder) throws(SnapshotFault) -> Value
  ) throws(SnapshotFault) -> Value? {
    switch try byte() {
    case 0: nil
    case 1: try read(&self)
    case _: throw damaged()
    }
  }

  mutating func list<Element>(
    _ read: (inout SnapshotDecoder) throws(SnapshotFault) -> Element
  ) throws(SnapshotFault) -> [Element] {
    let count = try count()
    var elements: [Element] = []
    // What is promised is believed only as far as memory for it would be small.
    elements.reserveCapacity(min(count, 1024))
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }
}
