import EventLog
import HTTPTypes
import StandardForms

extension Call {
  /// The digests of the request's `Idempotency-Key` and body; `nil` without a key (I9).
  ///
  /// A key counts for one actor and one path. Each part is preceded by its length, so that no two
  /// different triples have the same bytes.
  /// - Throws: `Problem` unless the key is 1 to 255 visible ASCII characters.
  func idempotencyMark() throws(Problem) -> IdempotencyMark? {
    guard let key = headers[.idempotencyKey] else { return nil }
    let isVisible = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard isVisible, (1...Limits.idempotencyKeyCharactersMax).contains(key.utf8.count) else {
      throw Problem.malformed(
        HTTPField.Name.idempotencyKey.rawName, "it must be 1 to 255 visible ASCII characters")
    }
    var framed: [UInt8] = []
    for part in [actor, route.method.rawValue, path, key] {
      withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { framed.append(contentsOf: $0) }
      framed.append(contentsOf: part.utf8)
    }
    return IdempotencyMark(key: .sha256(of: framed), body: .sha256(of: body))
  }

  /// The path in one form, however it was written: identities in lower case, nothing encoded but
  /// what must be.
  var path: String {
    "/"
      + route.template.split(separator: "/").map { segment in
        guard segment.first == "{" else { return String(segment) }
        let raw = parameters[String(segment.dropFirst().dropLast())] ?? ""
        let text = PercentEncoding.decode(raw) ?? raw
        return UUIDValue(text)?.text ?? PercentEncoding.encodeSegment(text)
      }.joined(separator: "/")
  }
}
