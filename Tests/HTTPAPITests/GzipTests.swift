import Foundation
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct `Compressing` {
  /// What the system's own gzip makes of `bytes`.
  private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let writer = Thread {
      input.fileHandleForWriting.write(Data(bytes))
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Unexpected(text: "gzip refuses") }
    return [UInt8](data)
  }

  @Test(arguments: [0, 1, 859, 100_000])
  func `gives what gzip reads`(_ count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    // Half of it repeats, half of it does not.
    let bytes = (0..<count).map {
      $0 % 2 == 0 ? UInt8($0 % 7) : UInt8.random(in: 0...255, using: &random)
    }
    #expect(try unpacked(try Gzip.compress(bytes)) == bytes)
  }

  @Test func `gives equal bytes for equal bytes, without a time`() throws {
    let bytes = Array(String(repeating: "All systems operational. ", count: 100).utf8)
    let packed = try Gzip.compress(bytes)
    #expect(try Gzip.compress(bytes) == packed && packed.count < bytes.count / 10)
    // The modification time of RFC 1952 section 2.3.1.
    #expect(packed[4..<8] == [0, 0, 0, 0])
  }

  @Test func `says when zlib refuses`() {
    #expect(throws: Gzip.Failure(code: -2)) { try Gzip.compress([1], level: 10) }
  }
}
