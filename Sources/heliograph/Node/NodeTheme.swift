import Logging
import StatusPage
import Theming

/// The theme of a node, read and tried before it serves anything.
enum NodeTheme {
  /// What makes the pages, as `--theme` and `--title` say; `publicURL` is where visitors find this
  /// node, which only a primary is told.
  /// - Throws: `OperatorError` for a theme with a fault, of which all are logged before.
  static func renderer(
    _ settings: Settings, publicURL: String?, _ logger: Logger
  ) throws -> PageRenderer {
    try PageRenderer(
      title: try settings.required(.title), publicURL: publicURL,
      theme: try theme(settings, logger), observer: observer(logger))
  }

  /// The theme, whole; without the option, the one that changes nothing.
  private static func theme(_ settings: Settings, _ logger: Logger) throws -> Theme {
    guard let folder = settings.optional(.theme) else { return .standard }
    let check = ThemeCheck(folder: folder)
    for finding in check.findings {
      logger.log(level: finding.weight == .fault ? .error : .warning, "\(folder)/\(finding)")
    }
    if let theme = check.theme { return theme }
    let count = check.findings.count { $0.weight == .fault }
    throw OperatorError(
      "the theme in \(folder) has \(count) fault\(count == 1 ? "" : "s")",
      hint: "mend what `heliograph theme check \(folder)` names, or leave --theme out")
  }

  /// Logs what the trial could not foresee: that a template is too much for the real board. If it
  /// is the theme's, visitors see the page all the same, made from our own templates.
  private static func observer(_ logger: Logger) -> RenderObserver {
    RenderObserver { page, owner, overrun in
      let message: Logger.Message =
        switch owner {
        case .theme: "a template of the theme was left aside for ours, until the next start"
        case .program: "a page is cut: it grows beyond its bounds"
        }
      logger.error(
        message,
        metadata: [
          "page": "\(page)", "template": "\(overrun.template)", "cause": "\(overrun.cause)",
        ])
    }
  }
}
