import EventLog
import Foundation
import Replication
import StandardForms
import Testing

@Suite struct `Frames` {
  private static let log = TestLog(3)

  /// One of each kind, with the name that it has in the golden file.
  private static let samples: [(name: String, frame: Frame)] = {
    let primary = Primary(log: log)
    var fetch = primary.frame(
      .fetch(countMax: 100, bytesMax: 65_536, chainIsKnown: true), 3, at: Position(2),
      log.point(at: 1).chain)
    fetch.session = 0
    var pipelined = fetch
    pipelined.message = .fetch(countMax: 512, bytesMax: 524_288, chainIsKnown: false)
    pipelined.chain = .zero
    let newcomer = Frame(
      logID: nil, epoch: nil, session: 0, sequence: 1, position: .zero, chain: .zero, head: .zero,
      commit: .zero, message: .hello(nodeName: "Zürich 1", pointEpoch: nil))
    var returning = primary.frame(.hello(nodeName: "muc-1", pointEpoch: .first), 2)
    returning.session = 0
    let forked = Refusal(
      .forked, "because", common: Refusal.EpochEnd(epoch: .first, position: Position(2)))
    return [
      ("live", primary.live(2...3, 12)),
      ("heartbeat", primary.heartbeat(13)),
      ("hello of an empty log", newcomer),
      ("hello", returning),
      ("welcome", primary.welcome(1)),
      ("refuse", primary.refuse(.longerLog, 1)),
      ("refuse for a reason without a name", primary.refuse(nil, 1)),
      ("refuse with the end of an epoch", primary.frame(.refuse(forked), 2)),
      ("fetch", fetch),
      ("fetch with an unknown chain", pipelined),
      ("batch", primary.batch(1...1, 3)),
      ("empty batch", primary.frame(.batch([]), 4, at: Position(4), log.point.chain)),
      ("acknowledge", primary.frame(.acknowledge, 5)),
      ("ask for a handover", primary.frame(.askHandover, 6)),
      ("handover", primary.frame(.handover, 6)),
    ]
  }()

  @Test func `every kind of frame is read as it was written`() throws {
    for sample in Self.samples {
      #expect(try Frame(decoding: sample.frame.bytes) == sample.frame, "\(sample.name)")
    }
  }

  @Test func `the bytes of every kind of frame never change`() throws {
    let written = Self.samples.map { "\($0.name): \(Hex.encode($0.frame.bytes))\n" }.joined()
    if ProcessInfo.processInfo.environment["HELIOGRAPH_WRITE_GOLDEN"] == "1" {
      try written.write(to: Self.goldenFile, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOf: Self.goldenFile, encoding: .utf8)
    #expect(written == golden, "storage and wire formats are frozen")
  }

  @Test func `frames without the fields that came later are still read`() throws {
    let file = Self.goldenFile.deletingLastPathComponent().appending(component: "frames-first.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 11)
    for line in lines {
      let bytes = try #require(Hex.decode(String(line.split(separator: " ").last ?? "")))
      let frame = try Frame(decoding: bytes)
      if case .heartbeat(let presence) = frame.message {
        #expect(presence == Presence(role: .primary, headEpoch: nil, publicURL: "http://p/"))
      }
    }
  }

  @Test func `a withheld part is carried as withheld`() throws {
    var batch = Self.log.batch(2...2)
    batch.events[0].texts = .withheld
    let frame = Primary(log: Self.log).frame(
      .batch(batch.events), 1, at: batch.first, batch.previousChain)
    #expect(try Frame(decoding: frame.bytes) == frame)
  }

  @Test func `any flipped bit is noticed`() {
    for (name, frame) in Self.samples {
      let bytes = frame.bytes
      for bit in 0..<bytes.count * 8 {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: FrameError.self, "\(name), bit \(bit)") { try Frame(decoding: damaged) }
      }
    }
  }

  @Test func `a frame cut anywhere is refused`() {
    for (_, frame) in Self.samples {
      let bytes = frame.bytes
      for count in 0..<bytes.count {
        #expect(throws: FrameError.self) { try Frame(decoding: Array(bytes.prefix(count))) }
      }
    }
  }

  @Test func `random bytes with a right checksum never stop the process (I11)`() {
    var random = SeededRandom(seed: 20_261_122)
    var taken = 0
    for round in 0..<20_000 {
      var bytes = Self.samples[round % Self.samples.count].frame.bytes.dropLast(8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 5..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes[index] = 0xFF
        default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: index)
        }
      }
      if round % 5 == 0 { bytes.removeLast(Int.random(in: 0..<20, using: &random)) }
      let plain = Array(bytes)
      let sealed = plain + Digest.sha256(of: plain).bytes.prefix(8)
      if let frame = try? Frame(decoding: sealed) {
        taken += 1
        // What was taken can be written again: nothing in it is out of bounds.
        #expect(frame.bytes.count <= Limits.frameBytesMax)
      }
    }
    #expect(taken > 0)
  }

  @Test func `random bytes never stop the process (I11)`() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0..<400, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(throws: FrameError.self) { try Frame(decoding: bytes) }
      #expect(throws: FrameError.self) { try Frame(decoding: Frame.prefix + bytes) }
    }
  }

  @Test func `a frame beyond the bound is refused unread (I11)`() {
    let bytes = [UInt8](repeating: 0, count: Limits.frameBytesMax + 1)
    #expect(throws: FrameError.tooLong) { try Frame(decoding: bytes) }
  }

  @Test func `another version and another protocol are told apart`() throws {
    var bytes = try #require(Self.samples.first).frame.bytes
    bytes[4] = 2
    #expect(throws: FrameError.version(2)) { try Frame(decoding: bytes) }
    bytes[0] = 0
    #expect(throws: FrameError.foreign) { try Frame(decoding: bytes) }
  }

  @Test func `a flag of the upper byte is ignored, one of the lower byte is not`() throws {
    let frame = Primary(log: Self.log).heartbeat(1)
    var bytes = Array(frame.bytes.dropLast(8))
    bytes[6] = 0x80
    #expect(try Frame(decoding: bytes.sealed) == frame)
    bytes[7] = 0x80
    #expect(throws: FrameError.flags(0x8080)) { try Frame(decoding: bytes.sealed) }
  }

  @Test func `a field that this version does not know is skipped`() throws {
    let frame = Primary(log: Self.log).heartbeat(1)
    var bytes = Array(frame.bytes.dropLast(8)) + [200, 0, 2, 1, 2]
    bytes[111] += 5
    #expect(try Frame(decoding: bytes.sealed) == frame)
  }

  @Test func `texts of a peer cannot forge lines of a log`() {
    let frame = Primary(log: Self.log).frame(
      .heartbeat(Presence(role: .primary, headEpoch: nil, publicURL: "http://p/\nerror: x")), 1)
    #expect(throws: FrameError.malformed) { try Frame(decoding: frame.bytes) }
  }

  @Test func `epochs have a bound, and nobody has events of one that they have not seen`() throws {
    let presence = Presence(role: .primary, headEpoch: .first, publicURL: "")
    func read(_ epoch: Int64, _ message: Frame.Message) throws {
      var frame = Primary(log: Self.log).frame(message, 1)
      frame.epoch = Epoch(epoch)
      #expect(try Frame(decoding: frame.bytes) == frame)
    }
    try read(Limits.frameEpochMax, .heartbeat(presence))
    let above = Epoch(Limits.frameEpochMax + 1)
    let later = Presence(role: .primary, headEpoch: Epoch(3), publicURL: "")
    try read(3, .welcome(later))
    let malformed: [(Int64, Frame.Message)] = [
      (above.rawValue, .acknowledge), (.max - 3, .heartbeat(presence)),
      (2, .heartbeat(later)), (2, .welcome(later)),
      (2, .hello(nodeName: "", pointEpoch: above)),
      (
        2,
        .refuse(
          Refusal(.forked, "", common: Refusal.EpochEnd(epoch: above, position: Position(1))))
      ),
    ]
    for (epoch, message) in malformed {
      #expect(throws: FrameError.malformed, "\(message)") { try read(epoch, message) }
    }
  }

  @Test func `the longest event fits a frame`() throws {
    var batch = Self.log.batch(2...2)
    batch.events[0] = ReplicatedEvent(
      entry: [UInt8](repeating: 1, count: Limits.entryBytesMax),
      facts: .known(salt: .zero, bytes: [UInt8](repeating: 2, count: Limits.factsBytesMax)),
      texts: .known(salt: .zero, bytes: [UInt8](repeating: 3, count: Limits.textsBytesMax)),
      chain: .zero)
    let frame = Primary(log: Self.log).frame(.batch(batch.events), 1, at: batch.first, .zero)
    #expect(frame.bytes.count == Limits.frameBytesMax)
    #expect(try Frame(decoding: frame.bytes) == frame)
  }

  private static let goldenFile = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(components: "Golden", "frames.txt")
}

extension [UInt8] {
  /// With the checksum of a frame.
  fileprivate var sealed: [UInt8] { self + Digest.sha256(of: self).bytes.prefix(8) }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { self.state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
