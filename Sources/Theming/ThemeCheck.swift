import StandardForms
package import StatusPage
import Synchronization

/// Says whether a node can show its pages with a theme, by showing all of them.
package struct ThemeCheck: Sendable {
  /// The theme; `nil` if there is a fault among the findings.
  package let theme: Theme?
  /// Everything to be said, faults first.
  package let findings: [ThemeFinding]
  /// Every page and badge made with it; none if there is a fault among the findings.
  package let pages: [SamplePages.Page]
  private let style: Stylesheet?

  /// Reads the folder at `path` and tries it.
  package init(folder path: String) {
    var (theme, findings) = ThemeReader.read(path)
    findings += TemplateCheck.findings(theme.templates).map(ThemeFinding.init)
    var trial: Trial?
    if !findings.hasFaults {
      trial = Self.trial(theme)
      findings += trial?.findings ?? []
    }
    self.theme = findings.hasFaults ? nil : theme
    pages = findings.hasFaults ? [] : trial?.pages ?? []
    style = trial?.style
    let ordered = findings.filter { $0.weight == .fault } + findings.filter { $0.weight != .fault }
    self.findings = Array(ordered.prefix(Limits.themeFindingsMax))
  }
}

extension ThemeCheck {
  /// The pages as a folder that a browser shows without a server: with the stylesheet and the
  /// theme's files beside them, and addresses that lead to those.
  package var files: [(name: String, bytes: [UInt8])] {
    guard let theme, let style else { return [] }
    func local(_ bytes: [UInt8]) -> [UInt8] {
      var text = String(decoding: bytes, as: UTF8.self)
      text = text.replacing(style.path, with: "style.css")
      for name in theme.files.keys {
        text = text.replacing(theme.path(of: name), with: "theme/" + name)
      }
      return Array(text.utf8)
    }
    return pages.map { ($0.name, local($0.bytes)) } + [("style.css", local(style.bytes))]
      + theme.files.sorted { $0.key < $1.key }.map { ("theme/" + $0.key, $0.value.bytes) }
  }

  private typealias Trial = (
    findings: [ThemeFinding], pages: [SamplePages.Page], style: Stylesheet?
  )

  private static func trial(_ theme: Theme) -> Trial {
    let overruns = Mutex<[ThemeFinding]>([])
    let observer = RenderObserver { page, _, overrun in
      overruns.withLock { $0.append(ThemeFinding(page, overrun)) }
    }
    do {
      let renderer = try PageRenderer(
        title: "Status", publicURL: nil, theme: theme, observer: observer)
      let pages = SamplePages.all(renderer) { overruns.withLock { !$0.isEmpty } }
      var seen: Set<ThemeFinding> = []
      return (
        overruns.withLock { $0 }.filter { seen.insert($0).inserted }, pages, renderer.stylesheet
      )
    } catch {
      let finding = ThemeFinding(
        weight: .fault, file: ThemeYAML.name, place: nil, reason: "no page can be made: \(error)")
      return ([finding], [], nil)
    }
  }
}

extension ThemeFinding {
  fileprivate init(_ finding: TemplateFinding) {
    let weight: Weight =
      switch finding.weight {
      case .fault: .fault
      case .warning: .warning
      }
    self.init(
      weight: weight, file: finding.template + ".mustache",
      place: finding.place, reason: finding.reason)
  }

  fileprivate init(_ page: String, _ overrun: TemplateOverrun) {
    let reason =
      switch overrun.cause {
      case .depth: "it includes itself without end, or nests too deep"
      case .length: "the page grows beyond \(Limits.pageBytesMax) bytes"
      case .steps: "the page takes more than \(Limits.templateStepsMax) steps to make"
      }
    self.init(
      weight: .fault, file: overrun.template + ".mustache", place: nil,
      reason: "\(reason) (in the page \(page))")
  }
}
