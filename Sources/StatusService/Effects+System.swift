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
      var generator = SystemRandomNumberGenerator()
      return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    })
}
