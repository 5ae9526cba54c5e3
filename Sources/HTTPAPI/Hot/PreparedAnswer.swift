import HTTPTypes
import NIOCore
import ReadModel
import StandardForms
import StatusPage

/// An answer that was made once and is given to everybody for as long as it holds: until something
/// is recorded, until a moment, until what is shown of the node's freshness changes.
final class PreparedAnswer: Sendable {
  /// For what state and for which moments the answer is the right one.
  struct Validity: Hashable, Sendable {
    /// The position of the board that it shows.
    let position: BoardPosition
    /// The moment for which it was made.
    let from: Timestamp
    /// The first moment at which it may be another.
    let until: Timestamp
    /// The freshness that it shows; `nil` if it shows none.
    let freshness: ShownFreshness?

    /// Whether it is right at `now` on a node at `position`.
    func holds(
      at position: BoardPosition, _ now: Timestamp, freshness shown: () -> ShownFreshness
    ) -> Bool {
      position == self.position && from <= now && now < until
        && (freshness.map { $0 == shown() } ?? true)
    }
  }

  /// For what state and for which moments it is the right one.
  let validity: Validity
  /// What is counted of its route.
  let tally: RouteTally
  private let answer: Answer
  /// Whether there is a shorter form, made or not.
  let isCompressible: Bool
  private let whole: PreparedForm
  private let compressed: PreparedForm?
  private let unchanged: PreparedForm
  private let unchangedCompressed: PreparedForm

  /// Prepares `answer`.
  init(_ answer: Answer, _ validity: Validity, _ tally: RouteTally) {
    let body = ByteBuffer(bytes: answer.body)
    let length = answer.status == .noContent ? nil : body.readableBytes
    func form(_ answer: Answer, _ coding: ContentCoding, _ body: ByteBuffer, _ length: Int?)
      -> PreparedForm
    {
      let fields = answer.fields(
        at: validity.position, isCoded: true, coding: coding, length: length)
      return PreparedForm(answer.status, fields, body)
    }
    self.validity = validity
    self.tally = tally
    isCompressible = answer.isText && answer.body.count >= Limits.compressedBytesMin
    whole = form(answer, .identity, body, length)
    compressed = nil
    unchanged = form(answer.unchanged, .identity, ByteBuffer(), nil)
    unchangedCompressed = form(answer.unchanged, .gzip, ByteBuffer(), nil)
    var rest = answer
    rest.body = []
    self.answer = rest
  }

  private init(_ other: PreparedAnswer, gzip: ByteBuffer) {
    validity = other.validity
    tally = other.tally
    answer = other.answer
    isCompressible = other.isCompressible
    whole = other.whole
    compressed = PreparedForm(
      other.answer.status,
      other.answer.fields(
        at: other.validity.position, isCoded: true, coding: .gzip, length: gzip.readableBytes), gzip
    )
    unchanged = other.unchanged
    unchangedCompressed = other.unchangedCompressed
  }
}

extension PreparedAnswer {
  /// Its body as it is.
  var body: ByteBuffer { whole.body }

  /// Its body compressed, if that is known.
  var gzip: ByteBuffer? { compressed?.body }

  /// How many bytes keeping it takes, about.
  var bytes: Int {
    let forms = [whole, unchanged, unchangedCompressed] + (compressed.map { [$0] } ?? [])
    return forms.reduce(512) { $0 + 2 * $1.head.readableBytes + $1.body.readableBytes }
  }

  /// Whether it can be sent in this coding, or has no better form.
  func isReady(for coding: ContentCoding) -> Bool {
    coding == .identity || compressed != nil || !isCompressible
  }

  /// The same with its body compressed too.
  func adding(gzip: ByteBuffer) -> PreparedAnswer { PreparedAnswer(self, gzip: gzip) }

  /// What is sent to a client that wants `coding` and sent this `If-None-Match`; `nil` if that form
  /// is not made yet.
  func form(_ coding: ContentCoding, ifNoneMatch: String?) -> PreparedForm? {
    let coding = isCompressible ? coding : .identity
    switch held(coding, ifNoneMatch) {
    case .gzip: return unchangedCompressed
    case .identity: return unchanged
    case nil: return coding == .gzip ? compressed : whole
    }
  }

  /// The coding in which the client holds it already, if it does.
  private func held(_ coding: ContentCoding, _ ifNoneMatch: String?) -> ContentCoding? {
    guard let ifNoneMatch, answer.status == .ok, let tag = answer.entityTag else { return nil }
    return EntityTagCondition(ifNoneMatch)?.held(tag, coding)
  }

  /// What is sent where the body could not be compressed.
  func whole(ifNoneMatch: String?) -> PreparedForm {
    form(.identity, ifNoneMatch: ifNoneMatch) ?? whole
  }
}

/// One form in which an answer is sent: its head as bytes, and its body.
final class PreparedForm: Sendable {
  /// The status.
  let status: HTTPResponse.Status
  /// The headers that follow from the answer itself.
  let fields: HTTPFields
  /// Status line and headers as HTTP/1.1 writes them, without the empty line at their end.
  let head: ByteBuffer
  /// The body; empty if there is none.
  let body: ByteBuffer

  init(_ status: HTTPResponse.Status, _ fields: HTTPFields, _ body: ByteBuffer) {
    self.status = status
    self.fields = fields
    self.body = body
    var head = ByteBuffer(string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
    for field in fields { head.writeString("\(field.name.rawName): \(field.value)\r\n") }
    self.head = head
  }
}
