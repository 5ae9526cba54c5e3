import CoreMetrics
import HTTPTypes
import NIOCore
import ReadModel
import StandardForms
import StatusPage
import Testing

@testable import HTTPAPI

@Suite struct `Prepared answers` {
  private let languages = [Language(code: "en"), Language(code: "de")]

  private func prepared(_ body: String, at position: Int64 = 1) -> PreparedAnswer {
    let position = BoardPosition(epoch: 1, position: position)
    return PreparedAnswer(
      .showing(Representation(body: Array(body.utf8), version: 1), at: position),
      PreparedAnswer.Validity(position: position, from: .earliest, until: .latest, freshness: nil),
      RouteTally("/", NOOPMetricsHandler.instance))
  }

  private func key(_ target: String, _ language: String? = nil) -> PreparedAnswers.Key {
    PreparedAnswers.Key(target: target, language: language, asked: nil)
  }

  private func body(_ answer: PreparedAnswer?) -> String? {
    answer.map { String(decoding: $0.body.readableBytesView, as: UTF8.self) }
  }

  @Test func `are found by target and by language`() {
    let answers = PreparedAnswers(languages: languages)
    answers.keep(prepared("english"), key("/", "en"))
    answers.keep(prepared("other"), key("/", "de"))
    answers.keep(prepared("list"), key("/api?at=1"))
    #expect(body(answers.find("/", acceptLanguage: nil)) == "english")
    #expect(body(answers.find("/", acceptLanguage: "qq, en;q=0.1")) == "english")
    #expect(body(answers.find("/api?at=1", acceptLanguage: "de")) == "list")
    #expect(answers.find("/api", acceptLanguage: nil) == nil)
    #expect(body(answers.kept(key("/", "de"))) == "other")
  }

  @Test func `I11 are bounded in number, and what was not asked for longest goes first`() {
    let answers = PreparedAnswers(languages: languages, countMax: 3, bytesMax: .max)
    for name in ["/a", "/b", "/c"] { answers.keep(prepared(name), key(name)) }
    _ = answers.find("/a", acceptLanguage: nil)
    answers.keep(prepared("/d"), key("/d"))
    #expect(answers.size.count == 3 && answers.find("/b", acceptLanguage: nil) == nil)
    #expect(answers.find("/a", acceptLanguage: nil) != nil)
  }

  @Test func `I11 where there is no more room, a tenth of all goes at once`() {
    let answers = PreparedAnswers(languages: languages, countMax: 100, bytesMax: .max)
    for number in 0...100 { answers.keep(prepared("x"), key("/\(number)")) }
    #expect(answers.size.count == 91)
    #expect(answers.find("/9", acceptLanguage: nil) == nil)
    #expect(answers.find("/10", acceptLanguage: nil) != nil)
  }

  @Test func `I11 are bounded in bytes, and count what replaces them once`() {
    let one = prepared(String(repeating: "x", count: 10_000))
    let answers = PreparedAnswers(languages: languages, countMax: 100, bytesMax: 3 * one.bytes)
    for _ in 0..<10 { answers.keep(one, key("/a")) }
    #expect(answers.size.bytes == one.bytes)
    for name in ["/b", "/c", "/d"] { answers.keep(one, key(name)) }
    #expect(answers.size.count == 3 && answers.size.bytes == 3 * one.bytes)
  }

  @Test func `I11 are not kept where target or body are very long`() {
    let answers = PreparedAnswers(languages: languages)
    answers.keep(
      prepared("x"), key("/" + String(repeating: "a", count: Limits.preparedTargetBytesMax)))
    answers.keep(
      prepared(String(repeating: "x", count: Limits.preparedBodyBytesMax + 1)), key("/a"))
    #expect(answers.size.count == 0)
  }

  @Test func `are for one position and a span of time`() {
    let position = BoardPosition(epoch: 2, position: 7)
    let validity = PreparedAnswer.Validity(
      position: position, from: TestAPI.t0, until: TestAPI.t0.advanced(by: .seconds(1)),
      freshness: nil)
    func holds(_ position: BoardPosition, _ microseconds: Int64) -> Bool {
      validity.holds(
        at: position, TestAPI.t0.advanced(by: .microseconds(microseconds)),
        freshness: { preconditionFailure("nobody asks for the freshness") })
    }
    #expect(holds(position, 0) && holds(position, 999_999))
    #expect(!holds(position, -1) && !holds(position, 1_000_000))
    #expect(!holds(BoardPosition(epoch: 1, position: 7), 0))
    #expect(!holds(BoardPosition(epoch: 2, position: 8), 0))
  }
}
