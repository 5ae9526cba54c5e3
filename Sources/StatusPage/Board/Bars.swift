import ReadModel
import StandardForms
import StatusDomain

/// Days as bars: one for each of `Limits.uptimeDays`.
///
/// The quiet ones are the background of them all, drawn by the stylesheet. Only days that something
/// touched are elements: the class says the tone, `d<n>` the day. What stands over some of them for
/// hand and keyboard is a button for each nine days, wide enough to be hit (WCAG 2.2, 2.5.8) where
/// single days would not be.
enum Bars {
  /// The bars of a component, and into `tips` what its buttons tell.
  static func component(
    _ uptime: Uptime, _ viewpoint: Viewpoint, _ tips: inout Tips
  ) -> Markup {
    var markup = Markup()
    draw([uptime], viewpoint, &markup)
    if uptime.affections.isEmpty { return markup }
    let tip = tips.number(of: uptime.affections)
    let stretchDays = Limits.uptimeStretchDays
    for stretch in 0..<(Limits.uptimeDays / stretchDays) {
      let days = (stretch * stretchDays)..<((stretch + 1) * stretchDays)
      let affections = uptime.affections.filter { $0.days.overlaps(days) }
      if affections.isEmpty { continue }
      markup.literal("<button class=\"w w")
      markup.number(stretch)
      markup.literal("\" popovertarget=\"t")
      markup.number(tip)
      markup.literal("\" aria-label=\"")
      tips.label(affections, to: &markup)
      markup.literal("\"></button>")
    }
    return markup
  }

  /// The worst of each day of all of `uptimes`.
  static func group(_ uptimes: [Uptime], _ viewpoint: Viewpoint) -> Markup {
    var markup = Markup()
    draw(uptimes, viewpoint, &markup)
    return markup
  }

  private static func draw(
    _ uptimes: [Uptime], _ viewpoint: Viewpoint, _ markup: inout Markup
  ) {
    let unknown = uptimes.map(\.firstKnownDay).min() ?? 0
    if unknown > 0 {
      markup.literal("<i class=\"none n")
      markup.number(unknown)
      markup.literal("\"></i>")
    }
    var worst = [ImpactSeverity?](repeating: nil, count: Limits.uptimeDays)
    for uptime in uptimes {
      for affection in uptime.affections {
        for day in affection.days where worst[day].map({ $0 < affection.severity }) ?? true {
          worst[day] = affection.severity
        }
      }
    }
    for (day, severity) in worst.enumerated() {
      guard let severity else { continue }
      markup.literal("<i class=\"")
      markup.text(viewpoint.state(of: severity).tone)
      markup.literal(" d")
      markup.number(day)
      markup.literal("\"></i>")
    }
  }
}
