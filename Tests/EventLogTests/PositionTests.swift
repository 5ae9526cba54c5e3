import EventLog
import Testing

@Suite struct `Positions` {
  @Test(arguments: ["1:42", "1:0", "7:9223372036854775807"])
  func `a public position reads as it is written`(text: String) {
    #expect(EpochPosition(text)?.text == text)
  }

  @Test(arguments: [
    "", "1", ":", "1:", ":1", "0:1", "01:1", "1:01", "+1:1", "1:-1", "1:1:1", " 1:1", "1:1 ",
    "1:99999999999999999999", "a:b", "١:١",
  ])
  func `any other text is no public position`(text: String) {
    #expect(EpochPosition(text) == nil)
  }

  @Test func `positions count up from the place before the first`() {
    #expect(Position.zero.next == Position(1))
    #expect(Position(41) + 1 == Position(42))
    #expect(Position(42) - Position(40) == 2)
    #expect(Position(1) < Position(2))
    #expect(Epoch.first.next == Epoch(2))
  }

  @Test func `a digest has exactly 32 bytes and keeps their order`() {
    let bytes = (0..<32).map { UInt8($0) }
    #expect(Digest(bytes: bytes)?.bytes == bytes)
    #expect(Digest(bytes: bytes)?.hex.hasPrefix("000102") == true)
    #expect(Digest(bytes: Array(bytes.dropLast())) == nil)
    #expect(Digest(hex: String(repeating: "a", count: 63)) == nil)
    #expect(
      Digest.sha256(of: Array("ab".utf8), Array("c".utf8)).hex
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
