import HTTPTypes
import ReadModel
import StandardForms

/// What a request is answered with, before the headers that every answer has.
struct Answer: Hashable, Sendable {
  /// The status.
  var status: HTTPResponse.Status
  /// The whole body.
  var body: [UInt8]
  /// What the body is; `nil` for none.
  var contentType: String?
  /// The tag of the representation, or of what is there now.
  var entityTag: EntityTag?
  /// The position that it shows; `nil` means that of the board at the end.
  var position: BoardPosition?
  /// How it may be stored by others.
  var cacheControl = "no-cache"
  /// Whether it is a page for people.
  var isPage = false
  /// More headers.
  var headers = HTTPFields()
  /// How many events the request recorded; `nil` if it asked for no change.
  var eventCount: Int?
  /// The kind of problem that it tells.
  var problem: Problem.Kind?
  /// Whether it is another node's.
  var isForwarded = false

  init(_ status: HTTPResponse.Status, _ body: [UInt8] = [], contentType: String? = nil) {
    self.status = status
    self.body = body
    self.contentType = contentType
  }

  /// 200 with `representation` as the state at `position` has it.
  static func showing(
    _ representation: Representation, at position: BoardPosition,
    contentType: String = "application/json"
  ) -> Answer {
    var answer = Answer(.ok, representation.body, contentType: contentType)
    answer.entityTag = representation.tag(epoch: position.epoch)
    answer.position = position
    return answer
  }

  /// A JSON object that nobody stores: it holds for this request, or for this moment.
  /// - Parameter write: writes its members.
  static func unstored(
    _ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void
  ) -> Answer {
    var json = JSONWriter()
    json.beginObject()
    write(&json)
    json.endObject()
    var answer = Answer(status, json.bytes, contentType: "application/json")
    answer.cacheControl = "no-store"
    return answer
  }

  /// For what is asked for by an address that changes with it.
  static let forever = "public, max-age=31536000, immutable"

  /// 204: done, and nothing more to say.
  /// - Parameter eventCount: how many events it took.
  static func done(at position: BoardPosition, eventCount: Int) -> Answer {
    var answer = Answer(.noContent)
    answer.position = position
    answer.eventCount = eventCount
    return answer
  }
}

/// The bytes that show something, and the version of what they show.
struct Representation: Hashable, Sendable {
  /// The whole body.
  let body: [UInt8]
  /// The version of the resource; the position, for lists.
  let version: Int64

  /// The tag of it.
  func tag(epoch: Int64) -> EntityTag {
    EntityTag(epoch: epoch, version: version, body: body)
  }
}
