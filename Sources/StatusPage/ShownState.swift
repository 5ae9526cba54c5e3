import StatusDomain

/// How well something is, as the page tells it: in words, by a shape and by a tone.
enum ShownState: Hashable, Comparable {
  case operational
  case maintenance
  /// An incident that names no component.
  case notice
  /// Affected, with a severity of the operators' scale: its value, its name, its tone.
  case affected(value: Int, name: String, Tone)
  /// Affected, with a severity above the highest band.
  case unknown(value: Int)

  /// The third of the scale in which a severity's band ends: what it looks like, since names and
  /// number of the bands are the operators'.
  enum Tone: String {
    case minor, major, critical

    /// The tone of the band that ends at `value`.
    init(bandValue value: Int) {
      switch value {
      case ...33: self = .minor
      case ...66: self = .major
      case _: self = .critical
      }
    }
  }

  private var rank: Int {
    switch self {
    case .operational: 0
    case .maintenance: 1
    case .notice: 2
    case .affected(let value, _, _), .unknown(let value): 2 + value
    }
  }

  /// Better before worse.
  static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  /// The name of its shape and colours in the templates and the stylesheet.
  var tone: String {
    switch self {
    case .operational: "operational"
    case .maintenance: "maintenance"
    case .notice: "notice"
    case .affected(_, _, let tone): tone.rawValue
    case .unknown: "unknown"
    }
  }

  /// What it is called.
  func label(_ words: Words) -> String {
    switch self {
    case .operational: words[.stateOperational]
    case .maintenance: words[.stateMaintenance]
    case .notice: words[.stateNotice]
    case .affected(_, let name, _): name
    case .unknown: words[.stateUnknown]
    }
  }
}

extension SeverityScale {
  /// The state of what is affected so badly.
  func state(of severity: ImpactSeverity) -> ShownState {
    if severity == .maintenance { return .maintenance }
    guard let band = band(of: severity.value) else { return .unknown(value: severity.value) }
    return .affected(
      value: severity.value, name: band.name, ShownState.Tone(bandValue: band.value))
  }

  /// The state for each severity from 0 to 100.
  var states: [ShownState] {
    (0...100).map { value in
      (try? ImpactSeverity(value)).map { state(of: $0) } ?? .unknown(value: Int(value))
    }
  }
}
