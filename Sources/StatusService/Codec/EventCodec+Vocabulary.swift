import StatusDomain

extension EventCodec {
  static func encode(_ event: ComponentEvent, _ writer: inout PayloadWriter)
    -> EventType.ComponentWord
  {
    switch event {
    case .registered(let name, let labels, let source):
      writer.labels(labels)
      writer.source(source)
      writer.text("name", name)
      return .registered
    case .renamed(let name):
      writer.text("name", name)
      return .renamed
    case .relabelled(let labels):
      writer.labels(labels)
      return .relabelled
    case .keyed(let key):
      writer.fact("key", key.text)
      return .keyed
    case .retired: return .retired
    }
  }

  static func componentEvent(
    _ type: EventType.ComponentWord, _ payload: PayloadReader
  ) throws(CodecError) -> ComponentEvent {
    switch type {
    case .registered:
      .registered(
        name: try payload.text("name"), labels: try payload.labels(),
        source: try payload.source())
    case .renamed: .renamed(try payload.text("name"))
    case .relabelled: .relabelled(try payload.labels())
    case .keyed: .keyed(DeclarationKey(recorded: try payload.string("key")))
    case .retired: .retired
    }
  }

  static func encode(_ event: ImpactTypeEvent, _ writer: inout PayloadWriter)
    -> EventType.ImpactTypeWord
  {
    switch event {
    case .defined(let name, let description, let source):
      writer.source(source)
      writer.text("name", name)
      writer.text("description", description)
      return .defined
    case .renamed(let name):
      writer.text("name", name)
      return .renamed
    case .described(let description):
      writer.clearableText("description", description)
      return .described
    case .keyed(let key):
      writer.fact("key", key.text)
      return .keyed
    case .removed: return .removed
    }
  }

  static func impactTypeEvent(
    _ type: EventType.ImpactTypeWord, _ payload: PayloadReader
  ) throws(CodecError) -> ImpactTypeEvent {
    switch type {
    case .defined:
      .defined(
        name: try payload.text("name"), description: try payload.optionalText("description"),
        source: try payload.source())
    case .renamed: .renamed(try payload.text("name"))
    case .described: .described(try payload.optionalText("description"))
    case .keyed: .keyed(DeclarationKey(recorded: try payload.string("key")))
    case .removed: .removed
    }
  }

  static func encode(_ event: SeverityEvent, _ writer: inout PayloadWriter)
    -> EventType.SeverityWord
  {
    switch event {
    case .defined(let name, let value):
      writer.fact("name", name)
      writer.fact("value", value)
      return .defined
    case .renamed(let old, let new):
      writer.fact("from", old)
      writer.fact("to", new)
      return .renamed
    case .revalued(let name, let value):
      writer.fact("name", name)
      writer.fact("value", value)
      return .revalued
    case .removed(let name):
      writer.fact("name", name)
      return .removed
    }
  }

  static func severityEvent(
    _ type: EventType.SeverityWord, _ payload: PayloadReader
  ) throws(CodecError) -> SeverityEvent {
    switch type {
    case .defined:
      .defined(name: try payload.string("name"), value: try payload.int("value"))
    case .renamed:
      .renamed(from: try payload.string("from"), to: try payload.string("to"))
    case .revalued:
      .revalued(name: try payload.string("name"), value: try payload.int("value"))
    case .removed: .removed(name: try payload.string("name"))
    }
  }

  static func encode(_ event: PhaseEvent, _ writer: inout PayloadWriter) -> EventType.PhasesWord {
    switch event {
    case .published(let generation, let names):
      writer.fact("generation", generation)
      writer.fact("count", names.count)
      writer.textList("names", names)
      return .published
    }
  }

  static func phaseEvent(
    _ type: EventType.PhasesWord, _ payload: PayloadReader
  ) throws(CodecError) -> PhaseEvent {
    switch type {
    case .published:
      .published(
        generation: try payload.int("generation"),
        names: try payload.textList("names", count: payload.int("count")))
    }
  }
}
