import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Values that keep their bounds` {
  @Test(arguments: ["", " ", "\t\n\r", "\u{3000}\u{2003}\u{A0}", "\u{200B}", "\u{202E} \u{FE0F}"])
  func `a name shows at least one character`(text: String) {
    #expect(throws: Rule.empty) { () throws in try Name(text) }
  }

  @Test func `names and descriptions have a longest, in bytes (I11)`() throws {
    let name = String(repeating: "é", count: Limits.nameBytesMax / 2)
    #expect(try Name(name).text == name)
    #expect(throws: Rule.tooLong(bytesMax: Limits.nameBytesMax)) { () throws in
      try Name(name + "x")
    }
    let text = String(repeating: "x", count: Limits.descriptionBytesMax)
    #expect(try Description(text).text == text)
    #expect(try Description(String()).text.isEmpty)
    #expect(throws: Rule.tooLong(bytesMax: Limits.descriptionBytesMax)) { () throws in
      try Description(text + "x")
    }
  }

  @Test func `labels keep their bounds, and the one that does not is named (I11)`() throws {
    let long = String(repeating: "x", count: Limits.labelValueBytesMax)
    let longKey = String(repeating: "k", count: Limits.labelKeyBytesMax)
    #expect(try Labels([longKey: long, "empty": ""]).values.count == 2)
    let faults: [([String: String], LabelFault)] = [
      (["a": "1", "": "2"], LabelFault(key: "", rule: .empty)),
      (["b": long + "x"], LabelFault(key: "b", rule: .tooLong(bytesMax: long.count))),
      (
        [longKey + "k": ""], LabelFault(key: longKey + "k", rule: .tooLong(bytesMax: longKey.count))
      ),
    ]
    for (labels, fault) in faults { #expect(throws: fault) { () throws in try Labels(labels) } }
    let many = (0...Limits.labelsMax).map { ("key \($0)", "") }
    #expect(throws: LabelFault(key: nil, rule: .tooMany(max: Limits.labelsMax))) { () throws in
      try Labels(Dictionary(uniqueKeysWithValues: many))
    }
  }

  @Test func `a source has one to so many bytes (I11)`() throws {
    let longest = String(repeating: "s", count: Limits.sourceBytesMax)
    #expect(try Source(longest).text == longest)
    #expect(throws: Rule.empty) { () throws in try Source(String()) }
    #expect(throws: Rule.tooLong(bytesMax: Limits.sourceBytesMax)) { () throws in
      try Source(longest + "s")
    }
  }

  @Test func `texts are equal if their bytes are, and a withheld one equals no other`() {
    #expect(Text.known("Caf\u{E9}") != .known("Cafe\u{301}"))
    #expect(Text.known("x") == .known("x") && Text.withheld == .withheld)
    #expect(Text.known("") != .withheld)
    #expect(Text.withheld.known == nil && Text.known("x").known == "x")
  }

  @Test func `identities are read in any case and written in lower case`() {
    let text = "0190163D-8694-739B-AEA5-966C26F8AD91"
    #expect(ComponentID(text)?.text == text.lowercased())
    #expect(ComponentID("nonsense") == nil)
  }

  @Test func `a stream's name says which stream it is`() {
    let streams: [Stream] = [
      .component(.number(1)), .impactType(.number(2)), .severities, .phases, .incident(.number(3)),
      .token(.number(4)), .log,
    ]
    for stream in streams { #expect(Stream(name: stream.name) == stream) }
    #expect(
      streams.map(\.name) == [
        "component/00000000-0000-0000-0000-000000000001",
        "impact_type/00000000-0000-0000-0000-000000000002", "severities", "phases",
        "incident/00000000-0000-0000-0000-000000000003",
        "token/00000000-0000-0000-0000-000000000004", "log",
      ])
    for name in ["", "x", "component", "component/", "component/x", "logs", "subscriber/\(0)"] {
      #expect(Stream(name: name) == nil)
    }
  }
}
