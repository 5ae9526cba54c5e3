import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

@testable import StatusPage

/// Boards for tests, made as every board is: from events, in order.
struct BoardBuilder {
  private(set) var board = StatusBoard()
  private var nextID: UInt128 = 1
  /// When what is recorded next is recorded.
  var recordedAt = time("2026-01-01T00:00:00Z")

  /// 2026-11-22T12:00:00Z, a Sunday.
  static let now = time("2026-11-22T12:00:00Z")

  static func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? .earliest }

  mutating func record(_ event: StatusEvent) {
    let position = BoardPosition(epoch: 1, position: board.position.position + 1)
    apply(Recorded(position: position, recordedAt: recordedAt, event: event), &board)
  }

  mutating func severities(_ bands: [(String, Int)] = [("Degraded", 30), ("Outage", 100)]) {
    for (name, value) in bands { record(.severity(.defined(name: name, value: value))) }
  }

  mutating func component(_ name: Text, _ labels: [String: String] = [:]) -> ComponentID {
    let id = ComponentID(uuid())
    record(.component(id, .registered(name: name, labels: labels, source: nil)))
    return id
  }

  mutating func component(_ name: String, _ labels: [String: String] = [:]) -> ComponentID {
    component(.known(name), labels)
  }

  mutating func impactType(_ name: Text) -> ImpactTypeID {
    let id = ImpactTypeID(uuid())
    record(.impactType(id, .defined(name: name, description: nil, source: nil)))
    return id
  }

  mutating func incident(
    _ name: Text, _ description: Text? = nil, affects impacts: [Impact] = [],
    from began: String, to ended: String? = nil, phase: PhaseReference? = nil
  ) -> IncidentID {
    let id = IncidentID(uuid())
    let opening = IncidentEvent.Opening(
      name: name, description: description, impacts: impacts, beganAt: Self.time(began),
      endedAt: ended.map(Self.time), phase: phase, source: nil)
    record(.incident(id, .opened(opening)))
    return id
  }

  mutating func incident(
    _ name: String, affects impacts: [Impact] = [], from began: String, to ended: String? = nil
  ) -> IncidentID {
    incident(.known(name), affects: impacts, from: began, to: ended)
  }

  mutating func update(
    _ incident: IncidentID, _ name: Text?, _ description: Text?, at created: String
  ) {
    let order = board.incidents[incident]?.nextOrder ?? 0
    record(
      .incident(
        incident,
        .updatePosted(
          order: order, name: name, description: description, createdAt: Self.time(created),
          source: nil)))
  }

  private mutating func uuid() -> UUIDValue {
    defer { nextID += 1 }
    return UUIDValue(0x0192_0000_0000_7000_8000_0000_0000_0000 + nextID)
  }
}

extension Impact {
  /// An impact; values out of range make a maintenance, which a test would notice.
  static func on(_ component: ComponentID, _ type: ImpactTypeID, _ severity: Int64) -> Impact {
    let severity = (try? ImpactSeverity(severity)) ?? .maintenance
    return Impact(component: component, type: type, severity: severity)
  }
}

extension BoardBuilder {
  /// The board as it stands, at `now`, in English.
  func viewpoint() throws -> Viewpoint {
    let english = Language.english
    return Viewpoint(board, at: Self.now, words: try Words.english(), paths: Paths(english))
  }
}

extension Words {
  static func english() throws -> Words {
    try Words(parsing: String(decoding: PackageResources.words_en, as: UTF8.self))
  }
}

extension Language {
  static let english = Language(code: "en")
}

extension PageRenderer {
  /// A renderer that knows nothing but its title.
  static func titled(_ title: String) throws -> PageRenderer {
    try PageRenderer(title: title, publicURL: nil, theme: .standard)
  }
}
