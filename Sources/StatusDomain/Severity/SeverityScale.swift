/// What can have happened to the severities. They share one stream, because their rules speak of
/// all of them together.
package enum SeverityEvent: Hashable, Sendable {
  case defined(name: String, value: Int)
  case renamed(from: String, to: String)
  case revalued(name: String, value: Int)
  case removed(name: String)
}

/// All severities, by value.
package struct SeverityScale: Hashable, Sendable {
  /// The severities, by value, lowest first.
  package private(set) var bands: [Severity] = []
  /// The count of the stream's events.
  package private(set) var version: Int64 = 0

  /// A scale without severities.
  package init() {}

  /// A scale of these parts, as they were recorded.
  package init(bands: [Severity], version: Int64) {
    self.bands = bands
    self.version = version
  }

  /// The severity of this name.
  package func named(_ name: String) -> Severity? { bands.first { $0.name == name } }

  /// The severity in whose band `value` lies; `nil` for 0 and above the highest band.
  package func band(of value: Int) -> Severity? {
    value == 0 ? nil : bands.first { $0.value >= value }
  }

  /// The values that belong to `severity`: from one above the next lower one's to its own.
  func values(of severity: Severity) -> ClosedRange<Int> {
    let lower = bands.last { $0.value < severity.value }?.value ?? 0
    return (lower + 1)...severity.value
  }

  /// The scale after `event`.
  package mutating func evolve(_ event: SeverityEvent) {
    version += 1
    switch event {
    case .defined(let name, let value):
      precondition(named(name) == nil, "I4: a severity was defined twice")
      bands.append(Severity(name: name, value: value, version: version))
    case .renamed(let old, let new): revise(old) { $0.name = new }
    case .revalued(let name, let value): revise(name) { $0.value = value }
    case .removed(let name): bands.remove(at: place(of: name))
    }
    bands.sort { $0.value < $1.value }
  }

  private mutating func revise(_ name: String, _ change: (inout Severity) -> Void) {
    let place = place(of: name)
    change(&bands[place])
    bands[place].version = version
  }

  private func place(of name: String) -> Int {
    guard let place = bands.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("I4: an event of a severity that is not there")
    }
    return place
  }
}
