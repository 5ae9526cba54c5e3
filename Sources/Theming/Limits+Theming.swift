import StandardForms

extension Limits {
  /// The longest `theme.yaml`, in bytes: some hundred pages of text.
  package static let themeDocumentBytesMax = 256 * 1024
  /// The longest template, file of words or `style.css` of a theme, in bytes: ten times our
  /// longest.
  package static let themeTextBytesMax = 128 * 1024
  /// The largest picture or font of a theme, in bytes: each visitor fetches it.
  package static let themeFileBytesMax = 1024 * 1024
  /// The most files that a theme serves.
  package static let themeFilesMax = 32
  /// The most files that a theme's folder may hold.
  package static let themeEntriesMax = 1000
  /// The longest text of one line in `theme.yaml`, such as a title or a label, in Unicode scalars.
  package static let themeLineLengthMax = 120
  /// The most values in `theme.yaml`, each counted as often as it is referred to.
  package static let themeValuesMax = 10_000
  /// The most links of a theme.
  package static let themeLinksMax = 20
  /// The most fonts in a list, and the most files of fonts.
  package static let themeFontsMax = 20
  /// The most findings that are told of one theme.
  package static let themeFindingsMax = 200
}
