/// Why bytes are not a frame that this version takes.
package enum FrameError: Error, Hashable, Sendable {
  /// Longer than a frame, or a part longer than its bound (I11).
  case tooLong
  /// Shorter than it says.
  case truncated
  /// Does not begin with the magic: not a frame at all.
  case foreign
  /// Another version of the protocol.
  case version(UInt8)
  /// The checksum is not that of the bytes.
  case checksum
  /// A kind of frame that this version does not know.
  case kind(UInt8)
  /// A flag that must be understood and is not.
  case flags(UInt16)
  /// Right checksum, wrong content: the sender is at fault.
  case malformed
}
