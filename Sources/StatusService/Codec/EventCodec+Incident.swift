import StatusDomain

extension EventCodec {
  static func encode(_ event: IncidentEvent, _ writer: inout PayloadWriter)
    -> EventType.IncidentWord
  {
    switch event {
    case .opened(let opening):
      writer.affects(opening.impacts)
      writer.fact("began_at", opening.beganAt)
      writer.fact("ended_at", opening.endedAt)
      writer.phase(opening.phase)
      writer.source(opening.source)
      writer.text("name", opening.name)
      writer.text("description", opening.description)
      return .opened
    case .renamed(let name):
      writer.text("name", name)
      return .renamed
    case .described(let description):
      writer.clearableText("description", description)
      return .described
    case .impactsReplaced(let impacts):
      writer.affects(impacts)
      return .impactsReplaced
    case .rescheduled(let beganAt):
      writer.fact("began_at", beganAt)
      return .rescheduled
    case .ended(let time):
      writer.fact("ended_at", time)
      return .ended
    case .reopened: return .reopened
    case .phaseChanged(let phase):
      writer.phase(phase)
      return .phaseChanged
    case .deleted: return .deleted
    case .updatePosted, .updateRenamed, .updateDescribed, .updateRedated, .updateDeleted:
      return encodeUpdate(event, &writer)
    }
  }

  private static func encodeUpdate(
    _ event: IncidentEvent, _ writer: inout PayloadWriter
  ) -> EventType.IncidentWord {
    switch event {
    case .updatePosted(let order, let name, let description, let createdAt, let source):
      writer.fact("order", order)
      writer.fact("created_at", createdAt)
      writer.source(source)
      writer.text("name", name)
      writer.text("description", description)
      return .updatePosted
    case .updateRenamed(let order, let name):
      writer.fact("order", order)
      writer.clearableText("name", name)
      return .updateRenamed
    case .updateDescribed(let order, let description):
      writer.fact("order", order)
      writer.clearableText("description", description)
      return .updateDescribed
    case .updateRedated(let order, let createdAt):
      writer.fact("order", order)
      writer.fact("created_at", createdAt)
      return .updateRedated
    case .updateDeleted(let order):
      writer.fact("order", order)
      return .updateDeleted
    case .opened, .renamed, .described, .impactsReplaced, .rescheduled, .ended, .reopened,
      .phaseChanged, .deleted:
      preconditionFailure("not an event of an update")
    }
  }

  static func incidentEvent(
    _ type: EventType.IncidentWord, _ payload: PayloadReader
  ) throws(CodecError) -> IncidentEvent {
    switch type {
    case .opened:
      .opened(
        IncidentEvent.Opening(
          name: try payload.text("name"), description: try payload.optionalText("description"),
          impacts: try payload.affects(), beganAt: try payload.time("began_at"),
          endedAt: try payload.optionalTime("ended_at"), phase: try payload.phase(),
          source: try payload.source()))
    case .renamed: .renamed(try payload.text("name"))
    case .described: .described(try payload.optionalText("description"))
    case .impactsReplaced: .impactsReplaced(try payload.affects())
    case .rescheduled: .rescheduled(beganAt: try payload.time("began_at"))
    case .ended: .ended(at: try payload.time("ended_at"))
    case .reopened: .reopened
    case .phaseChanged: .phaseChanged(try payload.phase())
    case .updatePosted:
      .updatePosted(
        order: try payload.int("order"), name: try payload.optionalText("name"),
        description: try payload.optionalText("description"),
        createdAt: try payload.time("created_at"), source: try payload.source())
    case .updateRenamed:
      .updateRenamed(order: try payload.int("order"), try payload.optionalText("name"))
    case .updateDescribed:
      .updateDescribed(order: try payload.int("order"), try payload.optionalText("description"))
    case .updateRedated:
      .updateRedated(
        order: try payload.int("order"), createdAt: try payload.time("created_at"))
    case .updateDeleted: .updateDeleted(order: try payload.int("order"))
    case .deleted: .deleted
    }
  }
}
