/// Who is told how templates fare while pages are rendered: once for each page and owner.
package struct RenderObserver: Sendable {
  /// Whose templates did not bring a page to its end.
  package enum Owner: Hashable, Sendable {
    /// The theme; the page is made from ours from now on.
    case theme
    /// This program, so that visitors see less than a whole page.
    case program
  }

  /// Takes the page, by its template's name, whose templates they were, and why.
  package let overran: @Sendable (String, Owner, TemplateOverrun) -> Void

  /// An observer of this.
  package init(overran: @escaping @Sendable (String, Owner, TemplateOverrun) -> Void) {
    self.overran = overran
  }
}
