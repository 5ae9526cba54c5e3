import CZlib

/// gzip (RFC 1952) through the system's zlib.
enum Gzip {
  /// zlib refused: in practice, there is no memory.
  struct Failure: Error, Hashable {
    /// zlib's own number, such as -4 for no memory.
    let code: Int32
  }

  /// How hard zlib tries, from 1 to 9. A page of 107 kB: 5.7 kB in 0.5 ms at 1, 4.7 kB in 1.0 ms at
  /// 6, a hundredth less in twice the time at 9.
  static let level: Int32 = 6

  /// `bytes` as one gzip member without a name or a time, so that equal bytes give equal bytes.
  static func compress(_ bytes: some Collection<UInt8>, level: Int32 = level) throws(Failure)
    -> [UInt8]
  {
    var stream = z_stream()
    // 15 bits of window, and 16 for gzip's header and trailer instead of zlib's (zlib.h).
    let begun = deflateInit2_(
      &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard begun == Z_OK else { throw Failure(code: begun) }
    defer { deflateEnd(&stream) }
    var input = Array(bytes)
    let room = Int(deflateBound(&stream, UInt(input.count)))
    var code = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: room) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        code = deflate(&stream, Z_FINISH)
        count = room - Int(stream.avail_out)
      }
    }
    guard code == Z_STREAM_END else { throw Failure(code: code) }
    return output
  }
}
