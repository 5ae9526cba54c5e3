import StandardForms
import TestSupport
import Testing

@Suite struct `Hexadecimal` {
  @Test func `is written in lower case and read in any`() {
    #expect(Hex.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
    #expect(Hex.decode("000fA5Ff") == [0x00, 0x0F, 0xA5, 0xFF])
    #expect(Hex.encode([]) == "")
    #expect(Hex.decode("") == [])
  }

  @Test(arguments: ["0", "abc", "0g", "0x10", " 00", "00 ", "é", "ａａ"])
  func `refuses odd lengths and other characters`(text: String) {
    #expect(Hex.decode(text) == nil)
  }

  @Test func `comes back as it was`() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
  }
}

@Suite struct `UUIDs` {
  private let text = "0190163d-8694-739b-aea5-966c26f8ad91"

  @Test func `are read in any case and written in lower case`() throws {
    let uuid = try #require(UUIDValue(text))
    #expect(UUIDValue(text.uppercased()) == uuid)
    #expect(uuid.text == text)
    #expect(uuid.bytes.first == 0x01 && uuid.bytes.last == 0x91 && uuid.bytes.count == 16)
    #expect(UUIDValue(bytes: uuid.bytes) == uuid)
    #expect(UUIDValue(0).text == "00000000-0000-0000-0000-000000000000")
    #expect(UUIDValue(.max).text == "ffffffff-ffff-ffff-ffff-ffffffffffff")
  }

  @Test(arguments: [
    "", "0190163d8694739baea5966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad9",
    "0190163d-8694-739b-aea5-966c26f8ad911", "{0190163d-8694-739b-aea5-966c26f8ad91}",
    "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5_966c26f8ad91",
    "0190163d-8694-739b-aea5-966c26f8ad9g", " 190163d-8694-739b-aea5-966c26f8ad91",
    "0190163d-86947-39b-aea5-966c26f8ad91",
  ])
  func `in another form are refused`(text: String) {
    #expect(UUIDValue(text) == nil)
  }

  @Test func `take hexadecimal digits alone, at every place`() {
    func isDigit(_ byte: UInt8, _ letters: ClosedRange<UInt8>) -> Bool {
      (0x30...0x39).contains(byte) || letters.contains(byte)
    }
    let places = text.utf8.indices.filter { text.utf8[$0] != UInt8(ascii: "-") }
    for place in places {
      let offset = text.utf8.distance(from: text.startIndex, to: place)
      for byte in UInt8.min ... .max {
        var bytes = Array(text.utf8)
        bytes[offset] = byte
        let isLower = isDigit(byte, 0x61...0x66)
        let any = bytes.withUnsafeBufferPointer { UUIDValue(utf8: $0) }
        let lower = bytes.withUnsafeBufferPointer { UUIDValue(lowerCaseUTF8: $0) }
        #expect((any != nil) == (isLower || isDigit(byte, 0x41...0x46)))
        #expect((lower != nil) == isLower)
        if isLower { #expect(lower?.text.utf8.elementsEqual(bytes) == true && lower == any) }
      }
    }
  }

  @Test func `need sixteen bytes`() {
    #expect(UUIDValue(bytes: [UInt8](repeating: 1, count: 15)) == nil)
    #expect(UUIDValue(bytes: [UInt8](repeating: 1, count: 17)) == nil)
  }

  @Test func `are ordered as their texts and their bytes are`() throws {
    var random = SplitMix64(seed: 9562)
    for _ in 0..<500 {
      let a = UUIDValue(UInt128.random(in: 0...(.max), using: &random))
      let b = UUIDValue(UInt128.random(in: 0...(.max), using: &random))
      #expect((a < b) == (a.text < b.text))
      #expect((a < b) == a.bytes.lexicographicallyPrecedes(b.bytes))
      #expect(UUIDValue(a.text) == a)
    }
  }

  @Test func `of version 7 hold the milliseconds, the version and the variant (RFC 9562, 5.7)`()
    throws
  {
    // The example of RFC 9562, appendix A.6.
    let time = try #require(Timestamp(rfc3339: "2022-02-22T14:22:22.000999-05:00"))
    let random: UInt128 = 0x0000_0000_0000_0CC3_18C4_DC0C_0C07_398F
    #expect(
      UUIDValue.version7(at: time, random: random).text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    #expect(
      UUIDValue.version7(at: time, random: .max).text == "017f22e2-79b0-7fff-bfff-ffffffffffff")
    #expect(UUIDValue.version7(at: t0, random: .max) < .version7(at: minute(1), random: 0))
    let before1970 = Timestamp(microseconds: -5_000_000)
    #expect(
      UUIDValue.version7(at: before1970, random: 0).text == "00000000-0000-7000-8000-000000000000")
  }

  @Test func `of version 4 hold the version and the variant (RFC 9562, 5.4)`() {
    #expect(UUIDValue.version4(random: 0).text == "00000000-0000-4000-8000-000000000000")
    #expect(UUIDValue.version4(random: .max).text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }
}
