package import StandardForms

/// Something that happened, in the past tense. A new case must be handled by `evolve`, by the read
/// model and by the codec before anything compiles.
package enum StatusEvent: Hashable, Sendable {
  case component(ComponentID, ComponentEvent)
  case impactType(ImpactTypeID, ImpactTypeEvent)
  case severity(SeverityEvent)
  case phases(PhaseEvent)
  case incident(IncidentID, IncidentEvent)
  case token(TokenID, TokenEvent)
  case log(LogEvent)
}

/// The stream of one aggregate: what shares a version and the rules that need one.
package enum Stream: Hashable, Sendable {
  case component(ComponentID)
  case impactType(ImpactTypeID)
  case severities
  case phases
  case incident(IncidentID)
  case token(TokenID)
  case log

  /// The name under which it is stored, frozen: `incident/<uuid>`, `severities`.
  package var name: String {
    switch self {
    case .component(let id): "component/" + id.text
    case .impactType(let id): "impact_type/" + id.text
    case .severities: "severities"
    case .phases: "phases"
    case .incident(let id): "incident/" + id.text
    case .token(let id): "token/" + id.text
    case .log: "log"
    }
  }

  /// The stream of that name; `nil` if there is no such kind of stream.
  package init?(name: String) {
    switch name {
    case "severities": self = .severities
    case "phases": self = .phases
    case "log": self = .log
    case _:
      var name = name
      guard let stream = name.withUTF8({ Stream(ofThing: $0) }) else { return nil }
      self = stream
    }
  }

  /// The stream of a thing, `<kind>/<uuid>`.
  private init?(ofThing name: UnsafeBufferPointer<UInt8>) {
    guard let slash = name.firstIndex(of: UInt8(ascii: "/")),
      let uuid = UUIDValue(utf8: UnsafeBufferPointer(rebasing: name[(slash + 1)...]))
    else { return nil }
    switch String(decoding: name[..<slash], as: UTF8.self) {
    case "component": self = .component(ID(uuid))
    case "impact_type": self = .impactType(ID(uuid))
    case "incident": self = .incident(ID(uuid))
    case "token": self = .token(ID(uuid))
    case _: return nil
    }
  }
}

extension StatusEvent {
  /// The stream that it belongs to.
  package var stream: Stream {
    switch self {
    case .component(let id, _): .component(id)
    case .impactType(let id, _): .impactType(id)
    case .severity: .severities
    case .phases: .phases
    case .incident(let id, _): .incident(id)
    case .token(let id, _): .token(id)
    case .log: .log
    }
  }

  /// What the caller whose command had this as its first event is told.
  package var outcome: Outcome {
    switch self {
    case .component(let id, .registered): .id(id.uuid)
    case .impactType(let id, .defined): .id(id.uuid)
    case .incident(let id, .opened): .id(id.uuid)
    case .token(let id, .issued): .id(id.uuid)
    case .phases(.published(let generation, _)): .generation(generation)
    case .incident(_, .updatePosted(let order, _, _, _, _)): .order(order)
    case .component, .impactType, .severity, .incident, .token, .log: .none
    }
  }
}

/// What a command made, as its caller must know it.
package enum Outcome: Hashable, Sendable {
  case none
  case id(UUIDValue)
  case generation(Int)
  case order(Int)
}
