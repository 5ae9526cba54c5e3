/// One thing that is measured: its name, what it counts, and by which labels.
///
/// `Metric+Catalogue.swift` lists all of them; what is not listed is not kept.
package struct Metric: Hashable, Sendable {
  /// How its values behave.
  package enum Kind: Hashable, Sendable {
    /// It only grows; its name ends with `_total`.
    case counter
    /// It goes up and down.
    case gauge
    /// How often a value lay at or below each of these bounds, which ascend.
    case histogram(bounds: [Double])
  }

  /// As Prometheus writes it: in base units, with the unit at its end.
  package let name: String
  /// How its values behave.
  package let kind: Kind
  /// The names of its labels, in the order in which values are given.
  package let labels: [String]
  /// What it says, in one line for the operator.
  package let help: String

  /// Takes all parts as they are.
  package init(_ name: String, _ kind: Kind, labels: [String] = [], _ help: String) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
  }
}

extension Metric.Kind {
  /// Durations in seconds, from a tenth of a millisecond to ten seconds.
  package static let durations = Self.histogram(bounds: [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ])

  /// How many there were at a time, from 1 to 1024 in powers of two.
  package static let counts = Self.histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024])
}
