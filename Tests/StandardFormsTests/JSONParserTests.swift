import StandardForms
import TestSupport
import Testing

@Suite struct `Reading JSON` {
  @Test(arguments: [
    ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)),
    (" \t\r\n1 \t\r\n", .integer(1)), ("0", .integer(0)), ("-0", .integer(0)),
    ("-17", .integer(-17)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("5.0", .integer(5)), ("5e0", .integer(5)),
    ("1E+2", .integer(100)), ("120e-1", .integer(12)), ("0.5", .number(0.5)),
    ("-1.25e2", .integer(-125)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("9007199254740993.0", .number(9_007_199_254_740_992)), ("1e-400", .integer(0)),
    ("\"\"", .string("")), ("\"a\\u0062c\"", .string("abc")),
    (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u00e9\u20AC\ud83d\uDE00""#, .string("é€😀")), ("\"é€😀\u{7F}\"", .string("é€😀\u{7F}")),
    ("[]", .array([])), ("[ ]", .array([])), ("{ }", .object([])),
    ("[1,[2],{}]", .array([.integer(1), .array([.integer(2)]), .object([])])),
    (
      #"{"b":1 , "a":null,"":2}"#,
      .object([
        JSONMember(key: "b", value: .integer(1)), JSONMember(key: "a", value: .null),
        JSONMember(key: "", value: .integer(2)),
      ])
    ),
  ])
  func `takes every form of RFC 8259`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "$", 0), ("  ", "$", 2), ("\u{FEFF}1", "$", 0), ("nul", "$", 0), ("nulL", "$", 0),
    ("True", "$", 0), ("NaN", "$", 0), ("Infinity", "$", 0), ("'a'", "$", 0), ("1 2", "$", 2),
    ("{}}", "$", 2), ("null\u{0}", "$", 4), ("// x\n1", "$", 0),
    ("+1", "$", 0), (".5", "$", 0), ("01", "$", 2), ("-", "$", 1), ("-01", "$", 3),
    ("1.", "$", 2), ("1.e1", "$", 2), ("1e", "$", 2), ("1e+", "$", 3), ("0x1", "$", 1),
    ("1e999", "$", 5), ("\u{661}", "$", 0),
    ("[", "$", 1), ("[1", "$", 2), ("[1,", "$[1]", 3), ("[1,]", "$[1]", 3), ("[,1]", "$[0]", 1),
    ("[1 2]", "$", 3), ("]", "$", 0), ("[1}", "$", 2),
    ("{", "$", 1), ("{\"a\"", "$.a", 4), ("{\"a\":", "$.a", 5), ("{\"a\":1", "$", 6),
    ("{\"a\":1,}", "$", 7), ("{a:1}", "$", 1), ("{1:1}", "$", 1), ("{\"a\" 1}", "$.a", 5),
    ("{\"a\":1 \"b\":2}", "$", 7), ("{,}", "$", 1),
    ("\"", "$", 1), ("\"a", "$", 2), ("\"\\\"", "$", 3), ("\"\\", "$", 1), ("\"\\x\"", "$", 3),
    ("\"\\u12\"", "$", 3), ("\"\\u12g4\"", "$", 3), ("\"\\u 123\"", "$", 3),
    ("\"\\ud800\"", "$", 7), ("\"\\ud800x\"", "$", 7), ("\"\\ud800\\n\"", "$", 7),
    ("\"\\ud800\\u0041\"", "$", 13), ("\"\\udc00\"", "$", 7), ("\"\\u0000\"", "$", 7),
    ("\"a\nb\"", "$", 2), ("\"\\n\u{1F}\"", "$", 3), ("\"\u{0}\"", "$", 1),
  ])
  func `refuses everything else and says where`(text: String, path: String, offset: Int) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(error.path == path, "\(error.reason)")
    #expect(error.offset == offset, "\(error.reason)")
    #expect(!error.reason.isEmpty && !error.reason.hasSuffix("."))
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
      [0x22, 0x5C, 0x6E, 0xC3, 0x22], [0xFF], [0xFE, 0xFF, 0x00, 0x31],
    ] as [[UInt8]])
  func `refuses what is not UTF-8`(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
  }

  @Test(arguments: [
    (#"{"affects":[{"type":tru}]}"#, "$.affects[0].type"),
    (#"{"a":{"b":[0,1,[nope]]}}"#, "$.a.b[2][0]"),
    (#"{"a":1,"a":2}"#, "$.a"), (#"{"a":{"b":1,"\u0062":2}}"#, "$.a.b"),
    (#"{"a":[1,2],"c":?}"#, "$.c"), (#"[{"a":1},{"a":}]"#, "$[1].a"),
    (#"{"two words":?}"#, #"$["two words"]"#), (#"{"":?}"#, #"$[""]"#),
    (#"{"a.b":{"[0]":?}}"#, #"$["a.b"]["[0]"]"#), (#"{"q\"":?}"#, #"$["q\""]"#),
  ])
  func `names the place of the first fault as a path`(text: String, path: String) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(error.path == path)
  }

  @Test func `names a place within a bound, however long the names are (I11)`() throws {
    let long = String(repeating: "n", count: 100_000)
    let error = try #require(throws: JSONError.self) {
      try JSONValue(parsing: Array(#"{"\#(long)":?}"#.utf8))
    }
    #expect(error.path.utf8.count < 2 * Limits.jsonPathKeyBytesMax)
    let odd = try #require(throws: JSONError.self) {
      try JSONValue(parsing: Array(#"{"a\#(String(repeating: "é", count: 100))":?}"#.utf8))
    }
    #expect(odd.path == #"$["a\#(String(repeating: "é", count: 49))…"]"#)
  }

  @Test func `goes as deep as the bound and no deeper (I11)`() throws {
    let nested = { (depth: Int) in
      [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    }
    _ = try JSONValue(parsing: nested(Limits.jsonDepthMax))
    let error = try #require(throws: JSONError.self) {
      try JSONValue(parsing: nested(Limits.jsonDepthMax + 1))
    }
    #expect(error.offset == Limits.jsonDepthMax)
    #expect(throws: JSONError.self) { try JSONValue(parsing: nested(1_000_000)) }
  }

  @Test func `gives access by kind, and nil for another kind`() throws {
    let value = try JSONValue(parsing: Array(#"{"s":"x","i":7,"a":[1],"n":0.5}"#.utf8))
    #expect(value["s"]?.string == "x" && value["s"]?.integer == nil)
    #expect(value["i"]?.integer == 7 && value["i"]?.string == nil)
    #expect(value["a"]?.array == [.integer(1)] && value["a"]?.members == nil)
    #expect(value["n"]?.integer == nil && value["absent"] == nil)
    #expect(value.members?.map(\.key) == ["s", "i", "a", "n"])
    #expect(value["s"]?["x"] == nil && value.array == nil)
  }

  @Test func `never traps on random bytes, nor on texts that were damaged`() {
    var random = SplitMix64(seed: 8259)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...40, using: &random)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = try? JSONValue(parsing: bytes)
    }
    let sound = Array(#"{"a":[1,-2.5e3,"\ud83d\ude00\n",true,null,{"b":"é"}],"c":{}}"#.utf8)
    for _ in 0..<20_000 {
      var bytes = sound
      for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        if random.chance(30) {
          bytes.remove(at: place)
        } else {
          bytes[place] = random.pick(Array("\"\\[]{},:u0e-.é".utf8)) ?? 0
        }
      }
      _ = try? JSONValue(parsing: bytes)
    }
  }
}
