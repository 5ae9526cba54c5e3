import EventLog
import StandardForms

extension Frame {
  /// Reads a frame. Total: any bytes give a frame or an error, and no length in them is trusted.
  /// - Throws: `FrameError`, the first thing that is wrong.
  package init(decoding bytes: [UInt8]) throws(FrameError) {
    guard bytes.count <= Limits.frameBytesMax else { throw .tooLong }
    guard bytes.count >= Self.overheadBytes else { throw .truncated }
    guard bytes.starts(with: Self.prefix.dropLast()) else { throw .foreign }
    guard bytes[4] == Self.version else { throw .version(bytes[4]) }
    let end = bytes.count - Self.checksumBytes
    guard Self.checksum(of: [UInt8](bytes[..<end])) == [UInt8](bytes[end...]) else {
      throw .checksum
    }
    var reader = ByteReader(bytes[5..<end])
    let kindNumber = try reader.integer(UInt8.self)
    let flags = try reader.integer(UInt16.self)
    let log = try reader.integer(UInt128.self)
    let epoch = try reader.integer(Int64.self)
    let session = try reader.integer(UInt64.self)
    let sequence = try reader.integer(UInt64.self)
    let position = try reader.position()
    let chain = try reader.digest()
    let head = try reader.position()
    let commit = try reader.position()
    let count = try reader.integer(UInt32.self)
    guard try reader.integer(UInt32.self) == reader.count else { throw .malformed }
    guard let kind = FrameKind(rawValue: kindNumber) else { throw .kind(kindNumber) }
    let known = kind == .fetch ? FrameFlag.chainUnknown : 0
    guard flags & FrameFlag.mandatory & ~known == 0 else { throw .flags(flags) }
    guard (0...Limits.frameEpochMax).contains(epoch), (log == 0) == (epoch == 0) else {
      throw .malformed
    }
    self.init(
      logID: log == 0 ? nil : LogID(UUIDValue(log)), epoch: epoch == 0 ? nil : Epoch(epoch),
      session: session, sequence: sequence, position: position, chain: chain, head: head,
      commit: commit,
      message: try Message(kind, count: count, flags: flags, payload: &reader))
    guard isWithinBounds else { throw .malformed }
  }

  /// Whether events have a place at all, and their positions stay within bounds.
  private var isWithinBounds: Bool {
    switch message {
    case .live(let events): logID != nil && !events.isEmpty && hasRoom(for: events.count)
    case .batch(let events): logID != nil && hasRoom(for: events.count)
    case .fetch: position > .zero
    // Who has an event has seen its epoch.
    case .heartbeat(let presence), .welcome(let presence): isSeen(presence.headEpoch)
    case .hello, .refuse, .acknowledge, .askHandover, .handover: true
    }
  }

  private func isSeen(_ other: Epoch?) -> Bool {
    guard let other else { return true }
    return epoch.map { other <= $0 } ?? false
  }

  private func hasRoom(for count: Int) -> Bool {
    position > .zero && position.rawValue <= Limits.framePositionMax - Int64(count)
  }
}

extension Frame.Message {
  fileprivate init(
    _ kind: FrameKind, count: UInt32, flags: UInt16, payload: inout ByteReader
  ) throws(FrameError) {
    switch kind {
    case .live: self = .live(try payload.events(count))
    case .batch: self = .batch(try payload.events(count))
    case .heartbeat: self = .heartbeat(try payload.fields().presence)
    case .welcome: self = .welcome(try payload.fields().presence)
    case .hello:
      let fields = try payload.fields()
      self = .hello(nodeName: fields.nodeName, pointEpoch: fields.pointEpoch)
    case .refuse:
      let fields = try payload.fields()
      var refusal = fields.refusal
      if let epoch = fields.commonEpoch, let position = fields.commonPosition {
        refusal.common = Refusal.EpochEnd(epoch: epoch, position: position)
      }
      self = .refuse(refusal)
    case .fetch:
      let bytesMax = try payload.fields().bytesMax
      guard count >= 1 else { throw .malformed }
      self = .fetch(
        countMax: min(Int(count), Limits.fetchCountMax),
        bytesMax: min(bytesMax, Limits.fetchBytesMax),
        chainIsKnown: flags & FrameFlag.chainUnknown == 0)
    case .acknowledge:
      _ = try payload.fields()
      self = .acknowledge
    case .askHandover:
      _ = try payload.fields()
      self = .askHandover
    case .handover:
      _ = try payload.fields()
      self = .handover
    }
  }
}

/// The known fields of a payload; absent ones are empty.
private struct FrameFields {
  var nodeName = ""
  var presence = Presence(role: .primary, headEpoch: nil, publicURL: "")
  var pointEpoch: Epoch?
  var commonEpoch: Epoch?
  var commonPosition: Position?
  var refusal = Refusal(nil, "")
  var bytesMax = 0
}

extension ByteReader {
  fileprivate mutating func position() throws(FrameError) -> Position {
    let value = try integer(Int64.self)
    guard (0...Limits.framePositionMax).contains(value) else { throw .malformed }
    return Position(value)
  }

  fileprivate mutating func events(_ count: UInt32) throws(FrameError) -> [ReplicatedEvent] {
    guard count <= Limits.fetchCountMax else { throw .tooLong }
    var events: [ReplicatedEvent] = []
    for _ in 0..<count {
      events.append(
        ReplicatedEvent(
          entry: try take(prefixedMax: Limits.entryBytesMax),
          facts: try part(bytesMax: Limits.factsBytesMax),
          texts: try part(bytesMax: Limits.textsBytesMax), chain: try digest()))
    }
    guard isAtEnd else { throw .malformed }
    return events
  }

  private mutating func part(bytesMax: Int) throws(FrameError) -> PayloadPart {
    switch try integer(UInt8.self) {
    case 0: return .withheld
    case 1: return .known(salt: try digest(), bytes: try take(prefixedMax: bytesMax))
    case _: throw .malformed
    }
  }

  fileprivate mutating func fields() throws(FrameError) -> FrameFields {
    var fields = FrameFields()
    while !isAtEnd {
      let tag = try integer(UInt8.self)
      let content = try take(Int(try integer(UInt16.self)))
      switch FrameField(rawValue: tag) {
      case .nodeName: fields.nodeName = try Self.text(content, Limits.nodeNameBytesMax)
      case .publicURL:
        fields.presence.publicURL = try Self.text(content, Limits.publicURLBytesMax)
      case .role:
        guard content.count == 1, let role = Standing.Role(rawValue: content[0]) else {
          throw .malformed
        }
        fields.presence.role = role
      case .headEpoch: fields.presence.headEpoch = try Self.epoch(content)
      case .pointEpoch: fields.pointEpoch = try Self.epoch(content)
      case .commonEpoch: fields.commonEpoch = try Self.epoch(content)
      case .commonPosition:
        var number = ByteReader(content[...])
        fields.commonPosition = try number.position()
      case .refusalReason: fields.refusal.reason = try Self.text(content, Limits.refusalBytesMax)
      case .refusalCode:
        var number = ByteReader(content[...])
        fields.refusal.code = Refusal.Code(rawValue: try number.integer(UInt16.self))
      case .bytesMax:
        var number = ByteReader(content[...])
        fields.bytesMax = Int(try number.integer(UInt32.self))
      case nil: break
      }
    }
    return fields
  }

  /// Nil for 0.
  private static func epoch(_ bytes: [UInt8]) throws(FrameError) -> Epoch? {
    var number = ByteReader(bytes[...])
    let value = try number.integer(Int64.self)
    guard (0...Limits.frameEpochMax).contains(value) else { throw .malformed }
    return value == 0 ? nil : Epoch(value)
  }

  /// Texts of a peer reach logs and pages: no control characters, no bytes that are not UTF-8.
  private static func text(_ bytes: [UInt8], _ bytesMax: Int) throws(FrameError) -> String {
    guard bytes.count <= bytesMax else { throw .tooLong }
    guard let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: \.isControl)
    else { throw .malformed }
    return text
  }
}
