import EventLog

/// Appends numbers in network order.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(reserving count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ digest: Digest) {
    digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ more: [UInt8]) {
    bytes.append(contentsOf: more)
  }

  mutating func append(prefixedByLength more: [UInt8]) {
    append(UInt32(more.count))
    append(more)
  }

  /// One field of a payload: tag, length (2 bytes), content.
  mutating func append(_ field: FrameField, _ content: [UInt8]) {
    append(field.rawValue)
    append(UInt16(content.count))
    append(content)
  }
}
