import Foundation
import StandardForms
import StatusPage
import Testing

@testable import Theming

@Suite struct `A theme's templates` {
  @Test(arguments: [
    ("a\n {{#x", "2:2", "{{ is not ended by }}"),
    ("{{#state}}a", "1:1", "{{state}} is not ended"),
    ("a\n\n  {{/state}}", "3:3", "ends no section"),
    ("{{#state}}{{/stat}}", "1:11", "ends no section"),
    ("<p>{{{text}}}</p>", "1:4", "values are always escaped"),
    ("<p>{{&text}}</p>", "1:4", "values are always escaped"),
    ("{{% CONTENT_TYPE:TEXT}}", "1:1", "is not allowed here"),
    ("{{=<% %>=}}<% text %>", "1:1", "is not allowed here"),
    ("ä{{upper(text)}}", "1:2", "no page has anything named"),
    ("{{>*name}}", "1:1", "there is no template named"),
    ("{{hedaing}}", "1:1", "no page has anything named \"hedaing\"; did you mean heading?"),
    ("{{words.hame}}", "1:1", "there is no words.hame; did you mean words.home?"),
    ("{{>stat}}", "1:1", "there is no template named \"stat\"; did you mean state?"),
    ("{{<layout}}{{text}}{{/layout}}", "1:12", "stand only blocks"),
  ])
  func `are read, or refused with line and column`(
    template: String, place: String, reason: String
  ) throws {
    let findings = try TemporaryTheme("", ["text.mustache": template]).findings
    #expect(findings.count == 1)
    #expect(findings[0].hasPrefix("text.mustache:\(place): fault: "), "\(findings)")
    #expect(findings[0].contains(reason), "\(findings)")
  }

  @Test func `may nest as deep as pages need, and no deeper (I11)`() throws {
    func nested(_ depth: Int) -> [String] {
      let name = "state"
      let text =
        String(repeating: "{{#\(name)}}", count: depth)
        + String(repeating: "{{/\(name)}}", count: depth)
      return (try? TemporaryTheme("", ["text.mustache": text]).findings) ?? [""]
    }
    #expect(nested(20) == [])
    #expect(nested(Limits.templateDepthMax).count == 1)
    #expect(nested(5000).count == 1)
  }

  @Test(arguments: [
    ("<p class={{tone}}>", "stands bare in a tag"),
    ("<p {{tone}}>x</p>", "stands bare in a tag"),
    ("<{{tone}}>", "fault: "),
    ("<script>var x = \"{{text}}\";</script>", "stands in <script>"),
    ("<style>{{text}}</style>", "stands in <style>"),
    ("<b onclick=\"{{text}}\">x</b>", "stands in onclick="),
    ("<b style=\"color: {{text}}\">x</b>", "stands in style="),
    ("<a href=\"{{text}}\">x</a>", "is no address that the pages make"),
    ("<a href=\"{{heading}}\">x</a>", "is no address that the pages make"),
    ("<a href=\"{{siteTitle}}\">x</a>", "is no address that the pages make"),
    ("<a href=\"{{pageSummary}}\">x</a>", "is no address that the pages make"),
    ("{{#pageSummary}}<a href=\"{{.}}\">x</a>{{/pageSummary}}", "is no address that"),
    ("<meta http-equiv=\"refresh\" content=\"{{text}}\">", "http-equiv= does not belong here"),
    ("<script>a</scripty>{{text}}</script>", "stands in <script>"),
    ("<!--><b {{text}}></b>", "stands bare in a tag"),
    ("<!---><b {{text}}></b>", "stands bare in a tag"),
    ("<!-- a --!><b {{text}}></b>", "stands bare in a tag"),
    ("<a href=' {{text}}'>x</a>", "is no address that the pages make"),
    ("<a href=\"java{{text}}\">x</a>", "could change where this address leads"),
    ("<a href=\"https://{{text}}/\">x</a>", "could change where this address leads"),
    ("<a href=\"/{{text}}\">x</a>", "could change where this address leads"),
    ("{{#text}}<a href=\"{{.}}\">x</a>{{/text}}", "is no address that the pages make"),
    ("<img src={{path}}>", "stands bare in a tag"),
    ("<p class=\"{{#isWithheld}}x\">{{/isWithheld}}", "ends at another place of the HTML"),
    ("<p class=\"{{>state}}\">", "stands within a tag"),
    ("<p class=\"a", "ends within a tag"),
    ("<!-- a", "ends within a tag"), ("<p title=\"{{bars}}\">x</p>", "is markup, which has"),
  ])
  func `put texts only where escaping makes them harmless`(template: String, reason: String) throws
  {
    let findings = try TemporaryTheme("", ["text.mustache": template]).findings
    #expect(findings.contains { $0.contains(": fault: ") && $0.contains(reason) }, "\(findings)")
  }

  @Test(arguments: [
    "<p class=\"a {{tone}} b\" title='{{text}}'>{{text}}</p>",
    "<a href=\"{{path}}\">{{text}}</a>", "<a href=\"/api/v1/incidents/{{id}}\">x</a>",
    "<svg><use href=\"#{{tone}}\"/></svg>", "<!-- {{text}} -->", "1 < 2 {{text}} <3",
    "<p title=\"<script>{{text}}\">x</p>", "<a href=\"https://x.example/?q={{text}}\">x</a>",
    "<p{{#isWithheld}} class=\"w\"{{/isWithheld}}>{{text}}</p>",
  ])
  func `may put them there`(template: String) throws {
    #expect(try TemporaryTheme("", ["text.mustache": template]).findings == [])
  }

  @Test(arguments: [
    ("<b onclick=\"x()\">x</b>", "onclick= runs nothing"),
    ("<script src=\"https://x.example/a.js\"></script>", "this script is not served"),
    ("<img src=\"https://x.example/a.png\" alt=\"\">", "is not fetched"),
    ("<b style=\"color: red\">x</b>", "style= has no effect"),
    ("<iframe src=\"/\"></iframe>", "<iframe> has no effect"),
    ("<script>alert(1)</script>", "<script> runs nothing: pages run only their own script"),
    ("<SCRIPT type=module>a</SCRIPT>", "<script> runs nothing: pages run only their own script"),
    ("<a href=\"javascript:alert(1)\">x</a>", "javascript: in href= runs nothing"),
    ("<a href=' Java\nScript:alert(1)'>x</a>", "javascript: in href= runs nothing"),
    ("<a href=javascript:alert(1)>x</a>", "javascript: in href= runs nothing"),
  ])
  func `are warned of what our pages do not do`(template: String, reason: String) throws {
    let check = try TemporaryTheme("", ["text.mustache": template]).check()
    #expect(check.theme != nil)
    #expect(check.findings.contains { $0.weight == .warning && $0.reason.contains(reason) })
  }

  @Test(arguments: ["", "\n  \n", "{{! nothing }}", "{{<layout}}{{$main}}\n{{/main}}{{/layout}}"])
  func `are warned of when they leave a page empty`(template: String) throws {
    let findings = try TemporaryTheme("", ["home.mustache": template]).findings
    #expect(findings == ["home.mustache: warning: this page shows nothing"])
  }

  @Test func `are warned of with the line on which it stands`() throws {
    let text =
      "<p>{{text}}</p>\n\n<p>a</p>\n<script>a()</script>\n<a\n  href=\"javascript:a()\">b</a>\n"
    let findings = try TemporaryTheme("", ["text.mustache": text]).check().findings
    #expect(findings.map { $0.place?.description } == ["4:8", "6:23"])
  }

  @Test func `may leave a part of a page away`() throws {
    #expect(try TemporaryTheme("", ["legend.mustache": ""]).findings == [])
  }

  @Test func `replace ours by name, and nothing else`() throws {
    let findings = try TemporaryTheme("", ["hom.mustache": "x"]).findings
    #expect(
      findings == [
        "hom.mustache: fault: no template of ours has this name; did you mean home.mustache?"
      ])
  }

  @Test func `that include themselves are refused, always or on some page (I11)`() throws {
    let always = try TemporaryTheme(
      "", ["text.mustache": "{{>state}}", "state.mustache": "{{>text}}"])
    #expect(
      always.findings.contains(
        "text.mustache: fault: it includes itself without end: text > state > text"))
    let some = try TemporaryTheme("", ["state.mustache": "{{#label}}{{>state}}{{/label}}"])
    #expect(some.findings.contains { $0.contains("it includes itself without end") })
    let block = try TemporaryTheme(
      "", ["problem.mustache": "{{<layout}}{{$main}}{{$main}}{{/main}}{{/main}}{{/layout}}"])
    #expect(block.findings.contains { $0.contains("it includes itself without end") })
  }

  @Test func `that grow without measure are refused (I11)`() throws {
    let rows = String(repeating: "{{#rows}}", count: 8)
    let ends = String(repeating: "{{/rows}}", count: 8)
    let long = String(repeating: "x", count: 100_000)
    let length = try TemporaryTheme("", ["component.mustache": "\(rows)\(long)\(ends)"])
    #expect(length.findings.contains { $0.contains("the page grows beyond 16777216 bytes") })
  }

  @Test func `must leave the places that others fill`() throws {
    let findings = try TemporaryTheme("", ["layout.mustache": "<p>{{heading}}</p>"]).findings
    #expect(findings.contains { $0.contains("{{$main}} of home would never be shown") })
  }

  @Test func `never crash, hang or let markup through, however they are mutilated (I11)`() throws {
    var random = Random(state: 20_261_122)
    let ours = StandardFiles.templates
    for round in 0..<15 {
      var (name, bytes) = ours[Int(random.next() % UInt64(ours.count))]
      for _ in 0...Int(random.next() % 8) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(random.next() % 256)
        case 1: bytes.remove(at: place)
        case 2:
          bytes.insert(
            contentsOf: Array("{{#<$>^/&!\"'}}".utf8.shuffled(using: &random).prefix(3)), at: place)
        case _: bytes.insert(contentsOf: bytes.suffix(place).prefix(40), at: place)
        }
      }
      let folder = try TemporaryTheme()
      try folder.write(name, Data(bytes))
      let check = folder.check()
      #expect(check.findings.hasFaults == (check.theme == nil), "round \(round)")
      for page in check.pages {
        #expect(page.bytes.count <= Limits.pageBytesMax)
        #expect(!String(decoding: page.bytes, as: UTF8.self).contains("<LTO-4>"), "round \(round)")
      }
    }
  }
}

/// Numbers that look random and are the same each time (SplitMix64).
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
