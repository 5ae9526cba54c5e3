import Glibc
import StandardForms

extension Effects {
  /// The system's clock (CLOCK_REALTIME) and its cryptographic generator (getrandom).
  package static let system = Effects(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    },
    randomID: {
      var generator = SystemRandomNumberGenerator()
      return UInt128(generator.next() as UInt64) << 64 | UInt128(generator.next() as UInt64)
    },
    randomBytes32: {
      // Eight bytes at a time: each draw is a call of the kernel.
      var generator = SystemRandomNumberGenerator()
      var bytes: [UInt8] = []
      bytes.reserveCapacity(32)
      for _ in 0..<4 {
        withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) }
      }
      return bytes
    })
}
