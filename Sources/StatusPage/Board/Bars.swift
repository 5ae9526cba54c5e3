import ReadModel
import StandardForms
import StatusDomain

/// Days as bars: one for each of `Limits.uptimeDays`.
///
/// The quiet ones are the background of them all, drawn by the stylesheet. Only days that something
/// touched are elements: the class says the tone, `d<n>` the day. Each can be reached by hand and
/// keyboard and bears its words as its name. It is a picture, not a button: a day is too narrow to
/// be pressed (WCAG 2.2, 2.5.8); what is pressed is the component's availability beside it.
enum Bars {
  /// The bars of the component called `name`, of the words that `tips` has for them.
  static func component(
    _ name: TextView, _ uptime: Uptime, _ viewpoint: Viewpoint, _ tips: Tips
  ) -> Markup {
    var markup = Markup()
    draw([uptime], viewpoint, &markup) { day, markup in
      if tips.isBrief { return }
      tips.label(name, day..<(day + 1), uptime.affections, to: &markup)
    }
    guard tips.isBrief, !uptime.affections.isEmpty else { return markup }
    let stretchDays = Limits.uptimeStretchDays
    for first in stride(from: 0, to: Limits.uptimeDays, by: stretchDays) {
      let days = first..<(first + stretchDays)
      guard uptime.affections.contains(where: { $0.days.overlaps(days) }) else { continue }
      markup.literal("<i class=\"w d")
      markup.number(first)
      markup.literal("\"")
      tips.label(name, days, uptime.affections, to: &markup)
      markup.literal("></i>")
    }
    return markup
  }

  /// The worst of each day of all of `uptimes`.
  static func group(_ uptimes: [Uptime], _ viewpoint: Viewpoint) -> Markup {
    var markup = Markup()
    draw(uptimes, viewpoint, &markup) { _, _ in }
    return markup
  }

  /// - Parameter name: appends further attributes of a day's element.
  private static func draw(
    _ uptimes: [Uptime], _ viewpoint: Viewpoint, _ markup: inout Markup,
    _ name: (Int, inout Markup) -> Void
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
      markup.literal("\"")
      name(day, &markup)
      markup.literal("></i>")
    }
  }
}
