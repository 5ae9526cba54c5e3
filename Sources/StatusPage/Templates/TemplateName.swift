/// The templates, each of which can be replaced by another of its name.
package enum TemplateName: Int, CaseIterable, Sendable {
  /// The pages, which fill the block `main` of `layout`.
  case home, incident, history, problem, document
  /// What all pages share.
  case layout, header, footer, shapes, mark, logo
  /// The components.
  case board, group, component, legend, tip
  /// Incidents, in full and in a line.
  case card, lines, more, affected, updates
  /// Small things.
  case span, text, state, time

  private static let byKey = Dictionary(uniqueKeysWithValues: allCases.map { ($0.key, $0) })

  /// The template of this name; `nil` if there is none.
  package init?(key: String) {
    guard let name = Self.byKey[key] else { return nil }
    self = name
  }

  /// The name, as templates write it.
  package var key: String { String(describing: self) }

  /// Whether it is a page, and no part of one.
  package var isPage: Bool { [.home, .incident, .history, .problem, .document].contains(self) }

  /// Our own, in UTF-8.
  package var bytes: [UInt8] {
    switch self {
    case .home: PackageResources.home_mustache
    case .incident: PackageResources.incident_mustache
    case .history: PackageResources.history_mustache
    case .problem: PackageResources.problem_mustache
    case .document: PackageResources.document_mustache
    case .layout: PackageResources.layout_mustache
    case .header: PackageResources.header_mustache
    case .footer: PackageResources.footer_mustache
    case .shapes: PackageResources.shapes_mustache
    case .mark: PackageResources.mark_mustache
    case .logo: PackageResources.logo_mustache
    case .board: PackageResources.board_mustache
    case .group: PackageResources.group_mustache
    case .component: PackageResources.component_mustache
    case .legend: PackageResources.legend_mustache
    case .tip: PackageResources.tip_mustache
    case .card: PackageResources.card_mustache
    case .lines: PackageResources.lines_mustache
    case .more: PackageResources.more_mustache
    case .affected: PackageResources.affected_mustache
    case .updates: PackageResources.updates_mustache
    case .span: PackageResources.span_mustache
    case .text: PackageResources.text_mustache
    case .state: PackageResources.state_mustache
    case .time: PackageResources.time_mustache
    }
  }
}
