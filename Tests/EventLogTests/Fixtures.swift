import EventLog
import Foundation
import StandardForms

/// Randomness that a seed repeats (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func uuid() -> UUIDValue {
    .version7(at: .t0, random: UInt128(next()) << 64 | UInt128(next()))
  }

  mutating func digest() -> Digest {
    .sha256(of: (0..<8).map { _ in UInt8.random(in: 0...255, using: &self) })
  }

  mutating func bool() -> Bool { next() & 1 == 1 }

  /// A word of the characters that stream, type and actor may have.
  mutating func word(max: Int) -> String {
    let allowed = (UInt8(0x21)...0x7E).filter { $0 != 0x22 && $0 != 0x5C }
    let length = Int.random(in: 1...max, using: &self)
    return String(
      decoding: (0..<length).map { _ in allowed.randomElement(using: &self) ?? 0x61 },
      as: UTF8.self)
  }

  /// A small JSON object with texts of all planes, escapes and nesting.
  mutating func object() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for number in 0..<Int.random(in: 0...4, using: &self) {
      writer.key("key \(number) \"\\ü")
      switch next() % 5 {
      case 0: writer.string("\u{1}\n\"}{][\\ 障害 🚨")
      case 1: writer.integer(Int64(bitPattern: next()))
      case 2: writer.raw(object())
      case 3: writer.bool(bool())
      case _: writer.null()
      }
    }
    writer.endObject()
    return writer.bytes
  }

  mutating func time() -> Timestamp {
    let scale: Int64 = [1, 1_000, 1_000_000].randomElement(using: &self) ?? 1
    let value = Int64.random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &self)
    return Timestamp(microseconds: value / scale * scale)
  }

  mutating func proposal() -> ProposedEvent {
    ProposedEvent(
      eventID: uuid(), stream: word(max: 200), version: Int64.random(in: 1...(.max), using: &self),
      type: word(max: 100), schemaVersion: Int.random(in: 1...99, using: &self),
      visibility: bool() ? .public : .restricted, occurredAt: bool() ? time() : nil,
      actor: word(max: 200), causation: bool() ? uuid() : nil, correlation: bool() ? uuid() : nil,
      facts: object(), texts: object(),
      idempotency: bool() ? IdempotencyMark(key: digest(), body: digest()) : nil)
  }

  mutating func place() -> RecordedEvent.Place {
    RecordedEvent.Place(
      log: LogID(uuid()), epoch: Epoch(Int64.random(in: 1...9, using: &self)),
      position: Position(Int64.random(in: 1...(.max), using: &self)), recordedAt: time(),
      previousChain: digest())
  }
}

extension Timestamp {
  /// 2026-11-22T09:30:00Z.
  static let t0 = Timestamp(microseconds: 1_795_339_800_000_000)
}

extension ProposedEvent {
  static func boring(visibility: Visibility = .public) -> ProposedEvent {
    ProposedEvent(
      eventID: UUIDValue(7), stream: "incident/1", version: 1, type: "incident.opened",
      schemaVersion: 1, visibility: visibility, occurredAt: nil, actor: "token/1", causation: nil,
      correlation: nil, facts: Array(#"{"severity":"major"}"#.utf8),
      texts: Array(#"{"title":"DB down"}"#.utf8), idempotency: nil)
  }
}

extension RecordedEvent.Place {
  static let first = RecordedEvent.Place(
    log: LogID(UUIDValue(10)), epoch: .first, position: Position(1), recordedAt: .t0,
    previousChain: .zero)
}

extension RecordedEvent {
  static func recorded(
    _ proposal: ProposedEvent, at place: RecordedEvent.Place = .first
  ) throws(EntryError) -> RecordedEvent {
    try RecordedEvent(
      recording: proposal, at: place, factsSalt: .sha256(of: [1]), textsSalt: .sha256(of: [2]))
  }
}

/// A file beside the tests.
func golden(_ name: String, near file: String = #filePath) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Golden/\(name)")))
}
