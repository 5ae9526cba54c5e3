import EventLog
import StandardForms

// offset  size  (numbers in network order)
//      0     4  magic "HGRF"                        a subscriber subscribes to these
//      4     1  version, 1                          five bytes
//      5     1  kind: 1 live, 2 heartbeat, 3 hello, 4 welcome, 5 refuse, 6 fetch, 7 batch,
//               8 acknowledge, 9 ask for a handover, 10 handover
//      6     2  flags: the lower byte must be understood, the upper byte may be ignored
//      8    16  log id, 0 for none
//     24     8  epoch: the highest that the sender has seen, 0 for none
//     32     8  session
//     40     8  sequence
//     48     8  position
//     56    32  chain value
//     88     8  head
//     96     8  commit position
//    104     4  count: events that follow, or the most that a fetch wants
//    108     4  payload length
//    112     n  payload
//  112+n     8  checksum: the first 8 bytes of the SHA-256 of all bytes before
//
// The payload of live and batch is `count` events, each: entry (length 4, bytes), facts, texts,
// chain value at this event (32). Facts and texts are each: 1, salt (32), length (4), bytes; or 0
// if withheld. Every other payload is fields, each: tag (1), length (2), content.
extension Frame {
  /// The first bytes of every frame of this version.
  package static let prefix: [UInt8] = Array("HGRF".utf8) + [version]
  static let version: UInt8 = 1
  static let headerBytes = 112
  static let checksumBytes = 8
  /// Bytes of a frame without its payload.
  static let overheadBytes = headerBytes + checksumBytes

  /// The frame as it travels, at most `Limits.frameBytesMax` bytes.
  package var bytes: [UInt8] {
    let (flags, count, payload) = encodedMessage
    var writer = ByteWriter(reserving: Self.overheadBytes + payload.count)
    writer.append(Self.prefix)
    writer.append(message.kind.rawValue)
    writer.append(flags)
    writer.append(logID?.uuid.rawValue ?? 0)
    writer.append(epoch?.rawValue ?? 0)
    writer.append(session)
    writer.append(sequence)
    writer.append(position.rawValue)
    writer.append(chain)
    writer.append(head.rawValue)
    writer.append(commit.rawValue)
    writer.append(UInt32(count))
    writer.append(prefixedByLength: payload)
    writer.append(Self.checksum(of: writer.bytes))
    precondition(
      writer.bytes.count <= Limits.frameBytesMax, "I11: a frame is longer than its bound")
    return writer.bytes
  }

  static func checksum(of bytes: [UInt8]) -> [UInt8] {
    [UInt8](Digest.sha256(of: bytes).bytes.prefix(checksumBytes))
  }

  private var encodedMessage: (flags: UInt16, count: Int, payload: [UInt8]) {
    switch message {
    case .live(let events), .batch(let events):
      var writer = ByteWriter(reserving: events.reduce(0) { $0 + $1.frameByteCount })
      for event in events { event.encode(into: &writer) }
      return (0, events.count, writer.bytes)
    case .heartbeat(let presence), .welcome(let presence):
      return (
        0, 0,
        Self.fields(
          (.publicURL, Array(presence.publicURL.utf8)), (.role, [presence.role.rawValue]),
          (.headEpoch, Self.bytes(presence.headEpoch?.rawValue ?? 0)))
      )
    case .hello(let nodeName, let pointEpoch):
      return (
        0, 0,
        Self.fields(
          (.nodeName, Array(nodeName.utf8)), (.pointEpoch, Self.bytes(pointEpoch?.rawValue ?? 0)))
      )
    case .refuse(let refusal): return (0, 0, Self.fields(of: refusal))
    case .fetch(let countMax, let bytesMax, let chainIsKnown):
      var writer = ByteWriter(reserving: 4)
      writer.append(UInt32(bytesMax))
      return (
        chainIsKnown ? 0 : FrameFlag.chainUnknown, countMax,
        Self.fields((.bytesMax, writer.bytes))
      )
    case .acknowledge, .askHandover, .handover:
      return (0, 0, [])
    }
  }

  private static func fields(of refusal: Refusal) -> [UInt8] {
    let code = refusal.code?.rawValue ?? 0
    let reason = refusal.reason.printable(bytesMax: Limits.refusalBytesMax)
    var all: [(FrameField, [UInt8])] = [
      (.refusalCode, [UInt8(code >> 8), UInt8(code & 0xFF)]), (.refusalReason, Array(reason.utf8)),
    ]
    if let common = refusal.common {
      all.append((.commonEpoch, bytes(common.epoch.rawValue)))
      all.append((.commonPosition, bytes(common.position.rawValue)))
    }
    return fields(all)
  }

  private static func bytes(_ number: Int64) -> [UInt8] {
    var writer = ByteWriter(reserving: 8)
    writer.append(number)
    return writer.bytes
  }

  private static func fields(_ all: (FrameField, [UInt8])...) -> [UInt8] { fields(all) }

  private static func fields(_ fields: [(FrameField, [UInt8])]) -> [UInt8] {
    var writer = ByteWriter(reserving: fields.reduce(0) { $0 + 3 + $1.1.count })
    for (field, content) in fields { writer.append(field, content) }
    return writer.bytes
  }
}

extension ReplicatedEvent {
  /// Bytes around entry, facts and texts: lengths, marks, salts, chain value.
  static let overheadBytes = 4 + 2 * (1 + Digest.byteCount + 4) + Digest.byteCount

  /// At least the bytes of the event in a frame.
  var frameByteCount: Int { Self.overheadBytes + byteCount }

  fileprivate func encode(into writer: inout ByteWriter) {
    writer.append(prefixedByLength: entry)
    for part in [facts, texts] {
      switch part {
      case .known(let salt, let bytes):
        writer.append(UInt8(1))
        writer.append(salt)
        writer.append(prefixedByLength: bytes)
      case .withheld:
        writer.append(UInt8(0))
      }
    }
    writer.append(chain)
  }
}

extension String {
  /// The text without control characters, cut at a character to at most `bytesMax` bytes.
  func printable(bytesMax: Int) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars where !scalar.isControl {
      count += UTF8.width(scalar)
      guard count <= bytesMax else { break }
      result.append(scalar)
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
