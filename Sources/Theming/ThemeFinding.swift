package import StandardForms

/// Something about a theme that its author should know, in one line.
package struct ThemeFinding: Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  package enum Weight: String, Hashable, Sendable {
    /// No node starts with it.
    case fault
    /// It works, and does not do what it seems to.
    case warning
  }

  /// How bad it is.
  package let weight: Weight
  /// The file's name in the theme's folder.
  package let file: String
  /// Where in it; `nil` for the whole of it.
  package let place: Place?
  /// What is wrong, and what to do.
  package let reason: String

  /// `file:line:column: weight: reason`.
  package var description: String {
    let place = place.map { ":\($0)" } ?? ""
    return "\(file)\(place): \(weight.rawValue): \(reason)"
  }
}

extension [ThemeFinding] {
  /// Whether no node starts with such a theme.
  package var hasFaults: Bool { contains { $0.weight == .fault } }
}
