import EventLog
import Foundation
import Glibc
import Replication
import StandardForms
import Testing

/// Damage of every kind, with a right checksum, so that what lies behind it is reached.
@Suite struct `Frames that somebody else made` {
  @Test(arguments: 0..<8)
  func `whatever is taken means the same when it is written again (I11)`(seed: UInt64) throws {
    var random = SeededRandom(seed: 20_261_123 + seed)
    let corpus = try FrameCorpus()
    var taken = 0
    for round in 0..<4000 {
      let bytes = corpus.damaged(&random)
      guard let frame = try? Frame(decoding: bytes) else { continue }
      taken += 1
      expectSound(frame, bytes, "seed \(seed), round \(round)")
    }
    #expect(taken > 100, "hardly anything got past the checksum: the damage is too great")
  }

  @Test func `the golden frames are taken as they are`() throws {
    for bytes in try FrameCorpus().frames {
      #expect(try Frame(decoding: bytes).bytes == bytes)
    }
  }

  @Test func `no length in a frame makes the reader ask for memory (I11)`() async {
    await #expect(processExitsWith: .success) {
      var random = SeededRandom(seed: 5)
      let corpus = try FrameCorpus()
      func decodeAll(_ rounds: Int) {
        for _ in 0..<rounds { _ = try? Frame(decoding: corpus.withExtremeLengths(&random)) }
      }
      decodeAll(100)
      let before = FrameCorpus.peakKibibytes
      decodeAll(5000)
      precondition(FrameCorpus.peakKibibytes - before < 16_384)
    }
  }

  private func expectSound(_ frame: Frame, _ bytes: [UInt8], _ place: Comment) {
    let again = frame.bytes
    #expect(again.count <= Limits.frameBytesMax, place)
    #expect((try? Frame(decoding: again)) == frame, place)
    switch frame.message {
    case .live(let events), .batch(let events):
      #expect(events.reduce(0) { $0 + $1.contentCount } <= bytes.count, place)
      // Nothing of these is left to the reader but the flags that it may ignore.
      #expect(bytes[6] != 0 || again == bytes, place)
    case .heartbeat, .hello, .welcome, .refuse, .fetch, .acknowledge, .askHandover, .handover:
      // A later version may say more in these: fields that are skipped, bounds that are cut.
      break
    }
  }
}

extension ReplicatedEvent {
  fileprivate var contentCount: Int {
    [facts, texts].reduce(entry.count) { sum, part in
      if case .known(_, let bytes) = part { sum + bytes.count } else { sum }
    }
  }
}

/// The golden frames, and what becomes of them.
private struct FrameCorpus {
  let frames: [[UInt8]]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Golden", "frames.txt")
    frames = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
      $0.split(separator: " ").last.flatMap { Hex.decode(String($0)) }
    }
    precondition(frames.count > 8, "the golden frames are not where they were")
  }

  func damaged(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = plain(&random)
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let index = Int.random(in: 5..<bytes.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[index] = .random(in: .min ... .max, using: &random)
      case 2: bytes.removeLast(Int.random(in: 0..<min(20, bytes.count - 6), using: &random))
      case 3: bytes.insert(.random(in: .min ... .max, using: &random), at: index)
      case 4: bytes = Self.withExtreme(bytes, at: index, &random)
      case 5: bytes = Array(bytes[..<index]) + plain(&random).suffix(bytes.count - index)
      default: bytes = Array(bytes[..<min(112, bytes.count)]) + plain(&random).dropFirst(112)
      }
      // What is left must stay long enough to be damaged again.
      bytes += [UInt8](repeating: 0, count: max(0, 8 - bytes.count))
      if Bool.random(using: &random) { Self.correctLength(&bytes) }
    }
    return bytes + Digest.sha256(of: bytes).bytes.prefix(8)
  }

  func withExtremeLengths(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = plain(&random)
    let count = bytes.count
    for index in [104, Int.random(in: 104..<count, using: &random)] {
      bytes = Self.withExtreme(bytes, at: min(index, count - 4), &random)
    }
    Self.correctLength(&bytes)
    return bytes + Digest.sha256(of: bytes).bytes.prefix(8)
  }

  static var peakKibibytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }

  private func plain(_ random: inout SeededRandom) -> [UInt8] {
    frames[Int.random(in: 0..<frames.count, using: &random)].dropLast(8)
  }

  private static func withExtreme(
    _ bytes: [UInt8], at index: Int, _ random: inout SeededRandom
  ) -> [UInt8] {
    let extremes: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF, 512, 513]
    let value = extremes[Int.random(in: 0..<extremes.count, using: &random)]
    var bytes = bytes
    for offset in 0..<4 where index + offset < bytes.count {
      bytes[index + offset] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * offset))
    }
    return bytes
  }

  /// Makes the length in the header right, so that the damage behind it is looked at.
  private static func correctLength(_ bytes: inout [UInt8]) {
    guard bytes.count >= 112 else { return }
    let length = UInt32(bytes.count - 112)
    for offset in 0..<4 {
      bytes[108 + offset] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * offset))
    }
  }
}
