/// Our own templates and words, for who wants to change some of them.
package enum StandardFiles {
  /// A file as it is named in a theme's folder.
  package typealias File = (name: String, bytes: [UInt8])

  /// The templates, by name.
  package static let templates: [File] = TemplateName.allCases
    .map { ("\($0.key).mustache", $0.bytes) }.sorted { $0.0 < $1.0 }

  /// The words, by language, and the stylesheet.
  package static let others: [File] =
    Words.files.map { ("words.\($0.code)", $0.bytes) } + [("style.css", PackageResources.style_css)]
}
