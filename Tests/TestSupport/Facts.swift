package import StandardForms
package import StatusDomain

// What can be given in a test: events with boring defaults, so that a test spells out only what it
// is about. Things are numbered from 1 within their kind.
extension StatusEvent {
  /// The n-th component was registered.
  package static func registered(
    _ n: Int = 1, _ name: Text = "API", labels: [String: String] = [:], source: Source? = nil
  ) -> StatusEvent {
    .component(.number(n), .registered(name: name, labels: labels, source: source))
  }

  /// The n-th impact type was defined.
  package static func defined(
    _ n: Int = 1, _ name: Text = "Connectivity", description: Text? = nil, source: Source? = nil
  ) -> StatusEvent {
    .impactType(.number(n), .defined(name: name, description: description, source: source))
  }

  /// A severity was defined.
  package static func band(_ name: String, _ value: Int) -> StatusEvent {
    .severity(.defined(name: name, value: value))
  }

  /// The n-th generation of phases was published.
  package static func published(_ generation: Int = 1, _ names: [Text]) -> StatusEvent {
    .phases(.published(generation: generation, names: names))
  }

  /// The n-th incident was opened: of the first component, begun at `t0`, open.
  package static func opened(
    _ n: Int = 1, _ name: Text = "Database down", description: Text? = nil,
    impacts: [Impact] = [.on(1)], from beganAt: Timestamp = t0, until endedAt: Timestamp? = nil,
    phase: PhaseReference? = nil, source: Source? = nil
  ) -> StatusEvent {
    .incident(
      .number(n),
      .opened(
        IncidentEvent.Opening(
          name: name, description: description, impacts: impacts, beganAt: beganAt,
          endedAt: endedAt, phase: phase, source: source)))
  }

  /// Something was said about the n-th incident.
  package static func posted(
    _ n: Int = 1, order: Int = 0, _ name: Text? = "Investigating", _ description: Text? = nil,
    at time: Timestamp = t0, source: Source? = nil
  ) -> StatusEvent {
    .incident(
      .number(n),
      .updatePosted(
        order: order, name: name, description: description, createdAt: time, source: source))
  }

  /// The n-th token was issued. Its digest is that number 32 times.
  package static func issued(
    _ n: Int = 1, _ role: Role = .administrator, expiresAt: Timestamp? = nil
  ) -> StatusEvent {
    .token(
      .number(n),
      .issued(
        name: "night shift", role: role, digest: [UInt8](repeating: UInt8(n), count: 32),
        expiresAt: expiresAt, issuedAt: t0))
  }

  /// A page in use: the first component, the first impact type.
  package static var page: [StatusEvent] { [.registered(), .defined()] }
}
