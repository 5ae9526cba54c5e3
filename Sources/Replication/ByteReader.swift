import EventLog

/// Takes bytes from the front; says no, and never stops the process, if there are too few.
struct ByteReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws(FrameError) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count >= size else { throw .truncated }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(as: Value.self) }
    bytes = bytes.dropFirst(size)
    return Value(bigEndian: value)
  }

  mutating func digest() throws(FrameError) -> Digest {
    guard let digest = Digest(bytes: try take(Digest.byteCount)) else { throw .truncated }
    return digest
  }

  mutating func take(_ count: Int) throws(FrameError) -> [UInt8] {
    guard count >= 0, bytes.count >= count else { throw .truncated }
    let taken = [UInt8](bytes.prefix(count))
    bytes = bytes.dropFirst(count)
    return taken
  }

  /// A length of 4 bytes, then as many bytes, at most `max`.
  mutating func take(prefixedMax max: Int) throws(FrameError) -> [UInt8] {
    let count = try integer(UInt32.self)
    guard count <= max else { throw .tooLong }
    return try take(Int(count))
  }
}
