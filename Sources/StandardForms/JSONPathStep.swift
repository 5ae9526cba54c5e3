/// One step down into a JSON text, for naming the place of a fault.
enum JSONPathStep {
  case key(String)
  case element(Int)

  /// `.name`, `[0]`, and `["any name"]` where a name is not made of ASCII letters, digits and `_`;
  /// a name beyond `Limits.jsonPathKeyBytesMax` is cut.
  var text: String {
    switch self {
    case .element(let number): return "[\(number)]"
    case .key(let key):
      if !key.isEmpty, key.utf8.count <= Limits.jsonPathKeyBytesMax, key.utf8.allSatisfy(isPlain) {
        return "." + key
      }
      var json = JSONWriter()
      json.string(cut(key))
      return "[" + String(decoding: json.bytes, as: UTF8.self) + "]"
    }
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    case _: false
    }
  }

  private func cut(_ key: String) -> String {
    guard key.utf8.count > Limits.jsonPathKeyBytesMax else { return key }
    var end = key.utf8.index(key.startIndex, offsetBy: Limits.jsonPathKeyBytesMax)
    while end.samePosition(in: key.unicodeScalars) == nil { end = key.utf8.index(before: end) }
    return key[..<end] + "…"
  }
}
