import StandardForms

extension Limits {
  /// The days of which the home page draws bars and tells availability, today included.
  package static let uptimeDays = 90
  /// The most incidents that a bar names.
  package static let tipLabelIncidentsMax = 3
  /// The most incidents that a tip lists.
  package static let tipIncidentsMax = 12
  /// How often incidents may have befallen components for bars to name them and tips to list many;
  /// beyond it the page would become several times as long.
  package static let tipAffectionsMax = 1000
  /// The most bars with words of their own, each day in each place where it is shown: some ten
  /// bytes each of the 60,000 that a compressed page of 300 components may have.
  package static let barLabelsMax = 4000
  /// The days that bear words together beyond that; divides `uptimeDays`.
  package static let uptimeStretchDays = 9
  /// The most incidents that a tip lists beyond that.
  package static let tipIncidentsBriefMax = 3
  /// The longest name of a component or state that bars tell beyond that, in bytes of UTF-8.
  package static let barNameBriefBytesMax = 40
  /// The longest name that bars and tips tell, in bytes of UTF-8.
  package static let tipNameBytesMax = 80
  /// The longest text that is never cut to some lines where it stands among others, in bytes of
  /// UTF-8.
  package static let textFlowingBytesMax = 160
  /// The days of history on the home page, today included.
  package static let pageDays = 14
  /// The most incidents of each kind (active, announced, planned) that the home page tells in full.
  package static let pageIncidentsShownMax = 10
  /// The most further ones that it lists, folded, a line each.
  package static let pageIncidentsFoldedMax = 200
  /// The most updates of one incident on the home page; the newest.
  package static let pageUpdatesShownMax = 5
  /// The most affected components that the home page names for one incident told in full.
  package static let pageAffectedShownMax = 8
  /// The longest description or update on the home page, in bytes of UTF-8; the rest is a link
  /// away.
  package static let pageTextBytesMax = 1500
  /// The most components that are listed at once: those of a small board, or those of the groups of
  /// a larger one in which something is not operational.
  package static let pageComponentsShownMax = 24
  /// The most rows of components that the home page has, over all axes; a board with more shows
  /// groups alone. A row takes at most some 5,000 bytes, so that the page stays within
  /// `pageBytesMax`.
  package static let pageRowsMax = 2000
  /// The most groups of each axis of such a board; those of the worst state.
  package static let pageGroupsMax = 200
  /// The most incidents of one day on the home page; the others are on the page of the month.
  package static let pageDayShownMax = 8
  /// The most incidents on the page of a month; those that began last.
  package static let monthIncidentsMax = 500
  /// The most affected components that are named where an incident is one line.
  package static let pageLineAffectedMax = 3
  /// The most affected components on an incident's page before the others are folded.
  package static let incidentPageAffectedShownMax = 20
  /// The most updates on an incident's page; the newest.
  package static let incidentPageUpdatesMax = 1000
  /// How deep templates and their sections may nest.
  package static let templateDepthMax = 64
  /// The most nodes of templates that one page is made from, and look-ups of names: ten times what
  /// the home page of 300 components on three axes takes.
  package static let templateStepsMax = 2_000_000
  /// The longest page, in bytes.
  package static let pageBytesMax = 16 << 20
  /// The longest text of a page's summary for link previews, in bytes of UTF-8.
  package static let pageSummaryBytesMax = 300
  /// The longest text on either side of a badge, in bytes of UTF-8.
  package static let badgeTextBytesMax = 120
  /// The most ranges of an `Accept-Language` header that are looked at.
  package static let languageRangesMax = 32
  /// The longest `Accept-Language` header that is looked at, in bytes: it is read for each answer
  /// in a language.
  package static let languageHeaderBytesMax = 4096
  /// The longest tag that may name a language, in bytes: RFC 5646 section 4.4.1 asks for 35, and a
  /// tag is looked up again without each of its parts.
  package static let languageTagBytesMax = 64
}
