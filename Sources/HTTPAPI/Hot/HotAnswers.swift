import Coordination
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import ReadModel
import StandardForms
import StatusPage
import StatusService

/// What can be answered without the router at this moment, on an event loop: one look into the
/// prepared answers, and whether what is there still holds.
struct HotAnswers: Sendable {
  private let prepared: PreparedAnswers
  private let node: APIDependencies
  private let crossOrigin: CrossOrigin

  /// What is sent.
  struct Hit {
    /// The form of the answer that fits the client.
    let form: PreparedForm
    /// The headers that depend on the request and on the moment, as HTTP/1.1 writes them.
    let momentary: String
    /// The moment, for `Date`.
    let now: Timestamp
    /// Where it is counted once it is written.
    let tally: RouteTally
  }

  /// The answers in `prepared` of the node that `node` makes up.
  init(_ prepared: PreparedAnswers, _ node: APIDependencies, _ crossOrigin: CrossOrigin) {
    self.prepared = prepared
    self.node = node
    self.crossOrigin = crossOrigin
  }

  /// The answer to `request`; `nil` if the router has to make one. Never older than the board of
  /// this node at this moment.
  func find(_ request: HotRequest) -> Hit? {
    guard
      let answer = prepared.find(request.target, acceptLanguage: request.acceptLanguage)
    else { return nil }
    let now = node.effects.now()
    let status = node.desk.isOpen ? nil : node.nodeStatus()
    let holds = answer.validity.holds(at: node.boards.position, now) {
      (status ?? node.nodeStatus()).shownFreshness(at: now)
    }
    guard holds, let form = answer.form(request.coding, ifNoneMatch: request.ifNoneMatch) else {
      return nil
    }
    var momentary = ""
    if let status { momentary += "Heliograph-State-Age: \(status.ageMilliseconds)\r\n" }
    if let origin = request.origin { momentary += crossOrigin.lines(for: origin) }
    return Hit(form: form, momentary: momentary, now: now, tally: answer.tally)
  }

  /// What is told to a client of whom the parser takes nothing more, as the connection ends.
  func refusal(of fault: HTTPParserError?) -> (head: HTTPResponseHead, body: ByteBuffer) {
    var answer = Problem(refusing: fault).answer
    answer.headers[.connection] = "close"
    answer.headers[.date] = node.effects.now().httpDate
    let fields = answer.fields(
      at: node.boards.position, isCoded: false, length: answer.body.count)
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: answer.status.code),
      headers: HTTPHeaders(fields))
    return (head, ByteBuffer(bytes: answer.body))
  }
}

extension NodeStatus {
  /// What a page shows of the freshness of a node in this state.
  func shownFreshness(at now: Timestamp) -> ShownFreshness {
    ShownFreshness(
      role: freshnessRole, ageMilliseconds: ageMilliseconds, isStale: isStale,
      primaryURL: primaryURL, at: now)
  }

  /// What the node is, in the words of the pages.
  private var freshnessRole: Freshness.Role {
    switch role {
    case .primary: .primary
    case .replica: .replica
    }
  }
}
