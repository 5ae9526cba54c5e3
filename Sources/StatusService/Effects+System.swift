import Glibc
import StandardForms

extension Effects {
  /// The system's clock (CLOCK_REALTIME) and its cryptographic generator (getentropy(3)).
  package static let system = Effects(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    },
    randomID: {
      var value: UInt128 = 0
      withUnsafeMutableBytes(of: &value) { fillWithEntropy($0) }
      return value
    },
    randomBytes32: {
      [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
        fillWithEntropy(UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: 32))
        count = 32
      }
    })

  /// One call of the kernel, however many bytes: up to 256, as getentropy(3) gives.
  private static func fillWithEntropy(_ bytes: UnsafeMutableRawBufferPointer) {
    let result = getentropy(bytes.baseAddress, bytes.count)
    precondition(result == 0, "the kernel has a generator (error \(errno))")
  }
}
