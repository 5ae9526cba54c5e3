import Testing

@testable import HTTPAPI

@Suite struct `Token secrets` {
  @Test func `a secret is hg_ and base64url without padding`() {
    let zeros = TokenSecret([UInt8](repeating: 0, count: 32)).text
    #expect(zeros == "hg_" + String(repeating: "A", count: 43))
    let ones = TokenSecret([UInt8](repeating: 0xFF, count: 32)).text
    #expect(ones == "hg_" + String(repeating: "_", count: 42) + "8")
    #expect(TokenSecret(Array(0..<32)).text == "hg_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
  }

  @Test func `the digest is the SHA-256 of the text`() {
    let digest = TokenSecret(text: "abc").digest
    #expect(digest.prefix(4) == [0xBA, 0x78, 0x16, 0xBF] && digest.count == 32)
  }
}
