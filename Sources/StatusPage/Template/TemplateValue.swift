/// What a name stands for in a template.
enum TemplateValue {
  /// `false`: its section is left out.
  case absent
  /// `true`: its section stays.
  case present
  /// A text of people or of ours, which is escaped wherever it is written.
  case text(String)
  /// Markup that this program made, which is written as it is.
  case markup(Markup)
  /// Names within a section.
  case scope(any TemplateScope)
  /// What a section repeats itself for; none is as `absent`.
  case list([TemplateValue])

  /// The value that `value` is: texts, numbers, flags, members and arrays of them; of anything
  /// else its description.
  init(_ value: Any) {
    switch value {
    case let text as String: self = .text(text)
    case let flag as Bool: self = flag ? .present : .absent
    case let scope as any TemplateScope: self = .scope(scope)
    case let list as [Members]: self = .list(list.map { .scope($0) })
    case let list as [Any]: self = .list(list.map(TemplateValue.init))
    case let markup as Markup: self = .markup(markup)
    case _: self = .text(String(describing: value))
    }
  }
}

/// Something with names.
protocol TemplateScope {
  /// What `name` stands for here; `nil` sends the template to what encloses it.
  func child(named name: String) -> TemplateValue?
}

/// HTML that this program made of something checked: the one thing that pages do not escape.
struct Markup: Hashable, Sendable {
  /// The HTML, in UTF-8.
  let html: [UInt8]
}
