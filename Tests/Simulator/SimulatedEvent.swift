import EventLog
import Replication

/// An event of a simulated log: no content, but a place, an epoch and a chain value that depends on
/// all before it.
struct SimulatedEvent: Hashable, Sendable {
  let epoch: Epoch
  let number: UInt64
  let chain: Digest

  init(after previous: Digest, in epoch: Epoch, number: UInt64) {
    self.epoch = epoch
    self.number = number
    self.chain = Self.mixed(previous, UInt64(epoch.rawValue), number)
  }

  /// As it travels: the entry holds epoch and number.
  var travelling: ReplicatedEvent {
    ReplicatedEvent(
      entry: Self.bytes(UInt64(epoch.rawValue)) + Self.bytes(number), facts: .withheld,
      texts: .withheld, chain: chain)
  }

  /// As it travels if something has changed one bit of it.
  var altered: ReplicatedEvent {
    ReplicatedEvent(
      entry: Self.bytes(UInt64(epoch.rawValue)) + Self.bytes(number ^ 1), facts: .withheld,
      texts: .withheld, chain: chain)
  }

  /// Nil if its chain value is not the one that follows from `previous`.
  init?(_ event: ReplicatedEvent, after previous: Digest) {
    self.init(unverified: event)
    guard follows(previous) else { return nil }
  }

  /// As it says of itself.
  init(unverified event: ReplicatedEvent) {
    let numbers = [event.entry[..<8], event.entry[8...]].map { half in
      half.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    (epoch, number, chain) = (Epoch(Int64(numbers[0])), numbers[1], event.chain)
  }

  /// Whether its chain value is the one that follows from `previous`.
  func follows(_ previous: Digest) -> Bool {
    chain == Self.mixed(previous, UInt64(epoch.rawValue), number)
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
  }

  /// Not a hash that anybody could rely on, but a fast one that tells histories apart.
  private static func mixed(_ previous: Digest, _ first: UInt64, _ second: UInt64) -> Digest {
    var state = previous.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Digest.byteCount)
    for word in [first, second, 3, 4] {
      state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
      state ^= state >> 29
      bytes += Self.bytes(state)
    }
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("32 bytes") }
    return digest
  }
}
