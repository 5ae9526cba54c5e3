import Mustache

/// The compiled templates.
struct Templates: Sendable {
  private let library: MustacheLibrary

  /// The pages; each is a template that fills the blocks of `layout`.
  enum Page: String { case home, incident, problem }

  /// Compiles what `Resources` holds.
  /// - Throws: `MustacheTemplate.Error` for a template that is not one.
  init() throws {
    MustacheContentTypes.register(HTMLEscaping(), named: HTMLEscaping.name)
    var library = MustacheLibrary()
    for (name, bytes) in Self.sources {
      // A partial starts with the library's own escaping again, so each template asks for ours.
      let pragma = "{{% CONTENT_TYPE:\(HTMLEscaping.name)}}"
      let text = String(decoding: bytes.trimmingLastNewline, as: UTF8.self)
      try library.register(pragma + text, named: name)
    }
    self.library = library
  }

  /// The page of these members, in UTF-8.
  func render(_ page: Page, _ members: Members) -> [UInt8] {
    Array((library.render(members, withTemplate: page.rawValue) ?? "").utf8)
  }

  private static let sources: [(name: String, bytes: [UInt8])] = [
    ("layout", PackageResources.layout_mustache), ("shapes", PackageResources.shapes_mustache),
    ("mark", PackageResources.mark_mustache), ("footer", PackageResources.footer_mustache),
    ("home", PackageResources.home_mustache), ("card", PackageResources.card_mustache),
    ("lines", PackageResources.lines_mustache), ("more", PackageResources.more_mustache),
    ("group", PackageResources.group_mustache),
    ("component", PackageResources.component_mustache),
    ("incident", PackageResources.incident_mustache),
    ("affected", PackageResources.affected_mustache),
    ("updates", PackageResources.updates_mustache), ("span", PackageResources.span_mustache),
    ("text", PackageResources.text_mustache), ("state", PackageResources.state_mustache),
    ("time", PackageResources.time_mustache), ("problem", PackageResources.problem_mustache),
  ]
}

extension [UInt8] {
  /// Without the newline that ends a file, which would be white space within a line of text.
  fileprivate var trimmingLastNewline: ArraySlice<UInt8> {
    last == UInt8(ascii: "\n") ? dropLast() : self[...]
  }
}
