extension JSONValue {
  /// Reads exactly one JSON text (RFC 8259) that takes all of `bytes`.
  ///
  /// Stricter than the grammar where leniency would lose data or let two readers disagree: a key
  /// twice in one object, invalid UTF-8, a lone surrogate, U+0000 and nesting beyond
  /// `Limits.jsonDepthMax` are faults.
  /// - Throws: `JSONError` for the first fault, with its path and its offset in bytes.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

struct JSONParser {
  private let bytes: [UInt8]
  private var index = 0
  private var path: [JSONPathStep] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    guard index < bytes.count else { throw fault("the text is empty") }
    let value = try value()
    skipSpace()
    guard index == bytes.count else { throw fault("something follows the JSON value") }
    return value
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    guard index < bytes.count else { throw fault("the text ends too early") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    case _: throw fault("this is not a JSON value")
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try descend()
    var members: [JSONMember] = []
    var seen: Set<String> = []
    var isFirst = true
    while try hasNext(closing: UInt8(ascii: "}"), isFirst: isFirst) {
      isFirst = false
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw fault("a name in double quotes is missing")
      }
      let key = try string()
      path.append(.key(key))
      guard seen.insert(key).inserted else { throw fault("the name stands twice in one object") }
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
        throw fault("a colon is missing")
      }
      index += 1
      skipSpace()
      members.append(JSONMember(key: key, value: try value()))
      path.removeLast()
    }
    return .object(members)
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try descend()
    var elements: [JSONValue] = []
    while try hasNext(closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      path.append(.element(elements.count))
      elements.append(try value())
      path.removeLast()
    }
    return .array(elements)
  }

  /// Steps over an opening bracket. The path holds one step for each level that is open.
  private mutating func descend() throws(JSONError) {
    guard path.count < Limits.jsonDepthMax else {
      throw fault("the nesting is deeper than \(Limits.jsonDepthMax) levels")
    }
    index += 1
  }

  /// Whether another element follows; steps over the comma before it or the bracket after the last.
  private mutating func hasNext(closing: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
    skipSpace()
    guard index < bytes.count else { throw fault("the text ends too early") }
    if bytes[index] == closing {
      index += 1
      return false
    }
    if isFirst { return true }
    guard bytes[index] == UInt8(ascii: ",") else { throw fault("a comma is missing") }
    index += 1
    skipSpace()
    return true
  }

  private mutating func word(
    _ text: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    let length = text.utf8CodeUnitCount
    let matches =
      index + length <= bytes.count
      && (0..<length).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
    guard matches else { throw fault("this is not a JSON value") }
    index += length
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    let integerDigits = skipDigits()
    let leadsWithZero = integerDigits > 1 && bytes[index - integerDigits] == 0x30
    guard integerDigits > 0, !leadsWithZero else { throw fault("this is not a JSON number") }
    var isInteger = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      guard skipDigits() > 0 else { throw fault("this is not a JSON number") }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard skipDigits() > 0 else { throw fault("this is not a JSON number") }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isInteger, let exact = Int64(text) { return .integer(exact) }
    guard let value = Double(text), value.isFinite else {
      throw fault("the number is out of range")
    }
    // From 2^53 on a Double no longer says which integer was meant.
    if value.magnitude < 9_007_199_254_740_992, let exact = Int64(exactly: value) {
      return .integer(exact)
    }
    return .number(value)
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    return index - start
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case _: return
      }
    }
  }

  private func fault(_ reason: String) -> JSONError {
    let path = path.reduce(into: "$") { $0 += $1.text }
    return JSONError(path: path, offset: index, reason: reason)
  }
}

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != 0x22, bytes[index] != 0x5C, bytes[index] >= 0x20 {
      index += 1
    }
    guard index < bytes.count else { throw fault("a string does not end") }
    if bytes[index] == 0x22 {
      let text = try validated(bytes[start..<index])
      index += 1
      return text
    }
    return try stringWithEscapes(from: start)
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var unescaped = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x22:
        let text = try validated(unescaped[...])
        index += 1
        return text
      case 0x5C: unescaped.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw fault("a control character stands unescaped in a string")
      case _:
        unescaped.append(byte)
        index += 1
      }
    }
    throw fault("a string does not end")
  }

  private func validated(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw fault("the text is not valid UTF-8")
    }
    return text
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard index + 1 < bytes.count else { throw fault("a string does not end") }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    case _: throw fault("this escape is unknown")
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try codeUnit()
    if first == 0 { throw fault("U+0000 is not accepted in a text") }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), index + 1 < bytes.count,
      bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u")
    else { throw fault("a surrogate stands alone") }
    index += 2
    let second = try codeUnit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault("a surrogate stands alone") }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw fault("a string does not end") }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      guard let nibble = Hex.nibble(byte) else { throw fault("this escape is unknown") }
      value = value << 4 | UInt32(nibble)
    }
    index += 4
    return value
  }
}
