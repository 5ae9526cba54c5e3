/// Who is told how a theme's templates fare while pages are rendered.
package struct RenderObserver: Sendable {
  /// Takes every name that a page's templates could ask for.
  package let sees: @Sendable (Set<String>) -> Void
  /// Takes the page, by its template's name, that was made from ours instead, and why.
  package let overran: @Sendable (String, TemplateOverrun) -> Void

  /// An observer of these two.
  package init(
    sees: @escaping @Sendable (Set<String>) -> Void,
    overran: @escaping @Sendable (String, TemplateOverrun) -> Void
  ) {
    self.sees = sees
    self.overran = overran
  }
}
