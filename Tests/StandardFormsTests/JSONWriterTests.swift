import StandardForms
import TestSupport
import Testing

@Suite struct `Writing JSON` {
  @Test func `puts down exactly what was said, without white space`() {
    var json = JSONWriter()
    json.beginObject()
    json.key("a")
    json.integer(Int64.min)
    json.key("b")
    json.beginArray()
    json.string("x")
    json.beginObject()
    json.endObject()
    json.beginArray()
    json.endArray()
    json.null()
    json.bool(true)
    json.bool(false)
    json.raw(Array("0.5".utf8))
    json.endArray()
    json.key("c")
    json.string("")
    json.endObject()
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"a":-9223372036854775808,"b":["x",{},[],null,true,false,0.5],"c":""}"#)
  }

  @Test(arguments: [
    ("plain é€😀 \u{7F}\u{2028}/", "\"plain é€😀 \u{7F}\u{2028}/\""),
    ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
    ("\u{0}\u{1}\u{8}\u{C}\u{1F}", #""\u0000\u0001\u0008\u000c\u001f""#),
  ])
  func `escapes only what must be escaped`(text: String, written: String) {
    var json = JSONWriter()
    json.string(text)
    #expect(String(decoding: json.bytes, as: UTF8.self) == written)
  }

  @Test func `and reading it gives the same value again`() throws {
    var random = SplitMix64(seed: 4627)
    for _ in 0..<2000 {
      let value = randomValue(depth: 0, &random)
      var json = JSONWriter()
      json.write(value)
      #expect(try JSONValue(parsing: json.bytes) == value)
    }
  }

  private func randomValue(depth: Int, _ random: inout SplitMix64) -> JSONValue {
    let length = Int.random(in: 0...4, using: &random)
    switch Int.random(in: 0..<(depth < 5 ? 7 : 4), using: &random) {
    case 0: return .null
    case 1: return .bool(random.chance(50))
    case 2: return .integer(Int64.random(in: .min...(.max), using: &random))
    case 3: return .string(randomText(&random))
    case 4, 5: return .array((0..<length).map { _ in randomValue(depth: depth + 1, &random) })
    case _:
      return .object(
        (0..<length).map {
          JSONMember(
            key: "\($0)" + randomText(&random), value: randomValue(depth: depth + 1, &random))
        })
    }
  }

  private func randomText(_ random: inout SplitMix64) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "\"", "\\", "/", "\n", "\u{1}", "é", "\u{301}", "😀", "\u{FFFF}",
    ]
    return String(
      String.UnicodeScalarView(
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in random.pick(scalars) }))
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .integer(let number): integer(number)
    case .number(let number): raw(Array("\(number)".utf8))
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { write(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(member.key)
        write(member.value)
      }
      endObject()
    }
  }
}
