import StandardForms

extension Limits {
  /// The deepest nesting of tags within one template, in levels; ours need 6.
  package static let templateNestingMax = 32
  /// The deepest nesting of templates and sections while a page is rendered, in levels; ours need
  /// 25. What goes deeper includes itself without end.
  package static let templateDepthMax = 200
  /// The longest page that a theme's templates make, in bytes: many times our longest.
  package static let themedPageBytesMax = 16 * 1024 * 1024
  /// The most pieces of templates that are looked at for one page of a theme; ours needs some
  /// 100,000 for 1,000 components.
  package static let themedPageStepsMax = 10_000_000
}
