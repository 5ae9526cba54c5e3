package import StandardForms

/// Something in a template that its author should know.
package struct TemplateFinding: Hashable, Sendable {
  /// How bad it is.
  package enum Weight: Hashable, Sendable {
    /// The template cannot be used.
    case fault
    /// It can, and does not do what it seems to.
    case warning
  }

  /// How bad it is.
  package let weight: Weight
  /// The template's name.
  package let template: String
  /// Where in it; `nil` for the whole of it.
  package let place: Place?
  /// What is wrong, and what to write instead.
  package let reason: String
}
