import StandardForms

/// The templates of the pages, read once: ours, some of them replaced by a theme's.
struct Templates: Sendable {
  private let own: [String: Template]
  /// `own` with the theme's in their places; `nil` without a theme.
  private let themed: [String: Template]?
  private let observer: RenderObserver?

  /// The pages; each is a template that fills the blocks of `layout`.
  enum Page: String { case home, incident, problem, document }

  /// Reads what `Resources` holds, and `replacements` by name.
  /// - Throws: `TemplateFault` for a template that is not one.
  init(
    replacements: [String: [UInt8]] = [:], observer: RenderObserver? = nil
  ) throws(TemplateFault) {
    let own = try Self.standard()
    var themed = own
    for (name, bytes) in replacements {
      themed[name] = try TemplateParser.template(Array(bytes.trimmingLastNewline))
    }
    self.own = own
    self.observer = observer
    self.themed = replacements.isEmpty ? nil : themed
  }

  /// Ours, by name.
  /// - Throws: `TemplateFault` for a template that is not one, which the tests rule out.
  static func standard() throws(TemplateFault) -> [String: Template] {
    var own: [String: Template] = [:]
    for (name, bytes) in sources {
      own[name] = try TemplateParser.template(Array(bytes.trimmingLastNewline))
    }
    return own
  }

  /// The page of these members, in UTF-8. A page that a theme's templates make without end (I11) is
  /// made from ours instead: whatever a theme does, visitors see the state.
  func render(_ page: Page, _ members: Members) -> [UInt8] {
    if let themed {
      do throws(TemplateOverrun) {
        return try TemplateRendering.page(
          page.rawValue, of: themed, members, bytesMax: Limits.themedPageBytesMax,
          stepsMax: Limits.themedPageStepsMax)
      } catch {
        observer?.overran(page.rawValue, error)
      }
    }
    // Ours are bounded by what they show; that they include nothing endlessly is tested.
    return (try? TemplateRendering.page(page.rawValue, of: own, members)) ?? []
  }

  /// Ours, by name.
  static let sources: [(name: String, bytes: [UInt8])] = [
    ("layout", PackageResources.layout_mustache), ("shapes", PackageResources.shapes_mustache),
    ("mark", PackageResources.mark_mustache), ("logo", PackageResources.logo_mustache),
    ("footer", PackageResources.footer_mustache),
    ("home", PackageResources.home_mustache), ("card", PackageResources.card_mustache),
    ("lines", PackageResources.lines_mustache), ("more", PackageResources.more_mustache),
    ("group", PackageResources.group_mustache),
    ("component", PackageResources.component_mustache),
    ("incident", PackageResources.incident_mustache),
    ("affected", PackageResources.affected_mustache),
    ("updates", PackageResources.updates_mustache), ("span", PackageResources.span_mustache),
    ("text", PackageResources.text_mustache), ("state", PackageResources.state_mustache),
    ("time", PackageResources.time_mustache), ("problem", PackageResources.problem_mustache),
    ("document", PackageResources.document_mustache),
  ]
}

extension [UInt8] {
  /// Without the newline that ends a file, which would be white space within a line of text.
  fileprivate var trimmingLastNewline: ArraySlice<UInt8> {
    last == UInt8(ascii: "\n") ? dropLast() : self[...]
  }
}
