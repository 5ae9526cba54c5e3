extension JSONValue {
  /// Reads exactly one JSON text (RFC 8259) that takes all of `bytes`.
  ///
  /// Stricter than the grammar where leniency would lose data or let two readers disagree: a key
  /// twice in one object, invalid UTF-8, a lone surrogate, U+0000 and nesting beyond
  /// `Limits.jsonDepthMax` are faults.
  /// - Throws: `JSONError` for the first fault, with its path and its offset in bytes.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    try self.init(parsing: bytes, in: 0..<bytes.count)
  }

  /// Reads the one JSON text that takes all of `range` of `bytes`; offsets count from its start.
  /// - Throws: as `init(parsing:)`.
  package init(parsing bytes: [UInt8], in range: Range<Int>) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, range: range)
    do throws(JSONFault) {
      self = try parser.document()
    } catch {
      throw JSONError(
        path: error.steps.reversed().reduce(into: "$") { $0 += $1.text },
        offset: error.index - range.lowerBound, reason: error.reason)
    }
  }
}

/// A fault on its way out: each level that it leaves adds its step.
private struct JSONFault: Error {
  /// The innermost level first.
  private(set) var steps: [JSONPathStep] = []
  let index: Int
  let reason: String

  init(index: Int, reason: String) {
    self.index = index
    self.reason = reason
  }

  func inside(_ step: JSONPathStep) -> JSONFault {
    var fault = self
    fault.steps.append(step)
    return fault
  }
}

private struct JSONParser {
  private let bytes: [UInt8]
  private let end: Int
  private var index: Int
  private var depth = 0

  init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    index = range.lowerBound
    end = range.upperBound
  }

  mutating func document() throws(JSONFault) -> JSONValue {
    skipSpace()
    guard index < end else { throw fault("the text is empty") }
    let value = try value()
    skipSpace()
    guard index == end else { throw fault("something follows the JSON value") }
    return value
  }

  private mutating func value() throws(JSONFault) -> JSONValue {
    guard index < end else { throw fault("the text ends too early") }
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

  private mutating func object() throws(JSONFault) -> JSONValue {
    try descend()
    var members: [JSONMember] = []
    members.reserveCapacity(4)
    var seen: Set<String> = []
    while try hasNext(closing: UInt8(ascii: "}"), isFirst: members.isEmpty) {
      guard index < end, bytes[index] == UInt8(ascii: "\"") else {
        throw fault("a name in double quotes is missing")
      }
      let key = try string()
      do throws(JSONFault) {
        guard Self.isNew(key, among: members, &seen) else {
          throw fault("the name stands twice in one object")
        }
        skipSpace()
        guard index < end, bytes[index] == UInt8(ascii: ":") else {
          throw fault("a colon is missing")
        }
        index += 1
        skipSpace()
        members.append(JSONMember(key: key, value: try value()))
      } catch {
        throw error.inside(.key(key))
      }
    }
    depth -= 1
    return .object(members)
  }

  /// Few names are compared one by one; `seen` is filled once there are many.
  private static func isNew(
    _ key: String, among members: [JSONMember], _ seen: inout Set<String>
  ) -> Bool {
    if members.count < 16 { return !members.contains { $0.key == key } }
    if seen.isEmpty { seen = Set(members.map(\.key)) }
    return seen.insert(key).inserted
  }

  private mutating func array() throws(JSONFault) -> JSONValue {
    try descend()
    var elements: [JSONValue] = []
    while try hasNext(closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      do throws(JSONFault) {
        elements.append(try value())
      } catch {
        throw error.inside(.element(elements.count))
      }
    }
    depth -= 1
    return .array(elements)
  }

  /// Steps over an opening bracket.
  private mutating func descend() throws(JSONFault) {
    guard depth < Limits.jsonDepthMax else {
      throw fault("the nesting is deeper than \(Limits.jsonDepthMax) levels")
    }
    depth += 1
    index += 1
  }

  /// Whether another element follows; steps over the comma before it or the bracket after the last.
  private mutating func hasNext(closing: UInt8, isFirst: Bool) throws(JSONFault) -> Bool {
    skipSpace()
    guard index < end else { throw fault("the text ends too early") }
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
  ) throws(JSONFault) -> JSONValue {
    let length = text.utf8CodeUnitCount
    let matches =
      end - index >= length
      && (0..<length).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
    guard matches else { throw fault("this is not a JSON value") }
    index += length
    return value
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    let integerDigits = skipDigits()
    let leadsWithZero = integerDigits > 1 && bytes[index - integerDigits] == 0x30
    guard integerDigits > 0, !leadsWithZero else { throw fault("this is not a JSON number") }
    var isInteger = true
    if index < end, bytes[index] == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      guard skipDigits() > 0 else { throw fault("this is not a JSON number") }
    }
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if index < end, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard skipDigits() > 0 else { throw fault("this is not a JSON number") }
    }
    if isInteger, index - start < 19 { return .integer(smallInteger(start..<index)) }
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

  /// The integer of a sign and digits that fit 64 bits.
  private func smallInteger(_ range: Range<Int>) -> Int64 {
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    var value: Int64 = 0
    for place in (isNegative ? range.dropFirst() : range) {
      value = value * 10 + Int64(bytes[place] - 0x30)
    }
    return isNegative ? -value : value
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < end, (0x30...0x39).contains(bytes[index]) { index += 1 }
    return index - start
  }

  private mutating func skipSpace() {
    while index < end {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case _: return
      }
    }
  }

  private func fault(_ reason: String) -> JSONFault { JSONFault(index: index, reason: reason) }
}

extension JSONParser {
  private mutating func string() throws(JSONFault) -> String {
    index += 1
    let start = index
    skipPlain()
    guard index < end else { throw fault("a string does not end") }
    if bytes[index] == 0x22 {
      let text = try validated(bytes[start..<index])
      index += 1
      return text
    }
    return try stringWithEscapes(from: start)
  }

  /// Steps to the next byte that does not stand for itself in a string.
  private mutating func skipPlain() {
    var place = index
    while place < end, bytes[place] != 0x22, bytes[place] != 0x5C, bytes[place] >= 0x20 {
      place += 1
    }
    index = place
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONFault) -> String {
    var unescaped = Array(bytes[start..<index])
    while index < end {
      switch bytes[index] {
      case 0x22:
        let text = try validated(unescaped[...])
        index += 1
        return text
      case 0x5C:
        let scalar = try escape()
        unescaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      case 0..<0x20: throw fault("a control character stands unescaped in a string")
      case _:
        let run = index
        skipPlain()
        unescaped.append(contentsOf: bytes[run..<index])
      }
    }
    throw fault("a string does not end")
  }

  private func validated(_ slice: ArraySlice<UInt8>) throws(JSONFault) -> String {
    // Most texts are ASCII, which is always valid.
    var bits: UInt8 = 0
    for byte in slice { bits |= byte }
    if bits < 0x80 { return String(decoding: slice, as: UTF8.self) }
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw fault("the text is not valid UTF-8")
    }
    return text
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    guard index + 1 < end else { throw fault("a string does not end") }
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

  private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
    let first = try codeUnit()
    if first == 0 { throw fault("U+0000 is not accepted in a text") }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), index + 1 < end,
      bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u")
    else { throw fault("a surrogate stands alone") }
    index += 2
    let second = try codeUnit()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault("a surrogate stands alone") }
    return scalar
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt32 {
    guard index + 4 <= end else { throw fault("a string does not end") }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      guard let nibble = Hex.nibble(byte) else { throw fault("this escape is unknown") }
      value = value << 4 | UInt32(nibble)
    }
    index += 4
    return value
  }
}
