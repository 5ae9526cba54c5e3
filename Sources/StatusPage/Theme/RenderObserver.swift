/// Who is told how a theme's templates fare while pages are rendered.
package struct RenderObserver: Sendable {
  /// Takes the page, by its template's name, that was made from ours instead, and why.
  package let overran: @Sendable (String, TemplateOverrun) -> Void

  /// An observer of this.
  package init(overran: @escaping @Sendable (String, TemplateOverrun) -> Void) {
    self.overran = overran
  }
}
