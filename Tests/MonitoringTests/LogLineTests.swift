import Logging
import StandardForms
import Synchronization
import Testing

@testable import Monitoring

@Suite struct `Lines of the log` {
  private let t0 = Timestamp(microseconds: 1_767_225_600_000_000)

  private func line(
    _ form: LogLine.Form, _ message: String, _ metadata: Logger.Metadata = [:]
  ) -> String {
    String(decoding: LogLine(t0, .info, message, metadata).bytes(form), as: UTF8.self)
  }

  @Test func `for people: moment, level, message, then what belongs to it by name`() {
    #expect(
      line(.text, "a change was recorded", ["status": "201", "actor": "token/x", "events": "2"])
        == "2026-01-01T00:00:00Z info a change was recorded actor=token/x events=2 "
        + "status=201\n")
    #expect(
      line(.text, "it ends", ["why": "a b", "what": ""]).hasSuffix(#" what="" why="a b""# + "\n"))
  }

  @Test func `for collectors: one object, whole numbers as numbers`() throws {
    let text = line(
      .json, "a \"change\"",
      ["events": .stringConvertible(2), "replica": "42", "time": "never"])
    let json = try JSONValue(parsing: Array(text.utf8.dropLast()))
    #expect(json["time"]?.string == "2026-01-01T00:00:00Z")
    #expect(json["level"]?.string == "info" && json["message"]?.string == "a \"change\"")
    #expect(json["replica"]?.string == "42" && text.contains(#""events":2,"#))
    #expect(text.last == "\n")
  }

  @Test(arguments: ["a\nb", "a\r\nb", "a\u{1B}[2Jb", "a\u{85}b", "a\u{2028}b", "a\0b"])
  func `no text from outside can break a line or paint a terminal`(_ text: String) {
    for form in LogLine.Form.allCases {
      let written = line(form, text, ["key": "\(text)"])
      let controls = written.unicodeScalars.dropLast().filter {
        $0.value < 0x20 || (form == .text && [0x85, 0x2028].contains($0.value))
      }
      #expect(controls.isEmpty && written.last == "\n", "\(written.debugDescription)")
    }
  }

  @Test func `a logger writes what is grave enough, with its own metadata below the event's`() {
    let lines = Mutex<[String]>([])
    var logger = Logger(label: "test") { [t0] _ in
      LineLogHandler(.text, level: .notice, now: { t0 }) { line in
        lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
      }
    }
    logger[metadataKey: "node"] = "a"
    logger.info("not told")
    logger.warning("told", metadata: ["node": "b", "more": "c"])
    #expect(
      lines.withLock { $0 } == ["2026-01-01T00:00:00Z warning told more=c node=b\n"])
  }
}
