import StandardForms

extension Limits {
  /// The days of history on the home page, today included.
  package static let pageDays = 14
  /// The most incidents of each kind (active, announced, planned) that the home page tells in full.
  package static let pageIncidentsShownMax = 25
  /// The most further ones that it lists, folded, a line each.
  package static let pageIncidentsFoldedMax = 200
  /// The most updates of one incident on the home page; the newest.
  package static let pageUpdatesShownMax = 5
  /// The most affected components that the home page names for one incident told in full.
  package static let pageAffectedShownMax = 8
  /// The longest description or update on the home page, in bytes of UTF-8; the rest is a link
  /// away.
  package static let pageTextBytesMax = 1500
  /// The most operational components of a group that are listed before the others are folded.
  package static let pageGroupShownMax = 6
  /// The most components of a page that lists operational ones at once, in its small groups.
  package static let pageComponentsShownMax = 24
  /// The most incidents of one day that are listed before the others are folded.
  package static let pageDayShownMax = 8
  /// The most folded incidents of one day.
  package static let pageDayFoldedMax = 100
  /// The most affected components that are named where an incident is one line.
  package static let pageLineAffectedMax = 3
  /// The most affected components on an incident's page before the others are folded.
  package static let incidentPageAffectedShownMax = 20
  /// The most updates on an incident's page; the newest.
  package static let incidentPageUpdatesMax = 1000
  /// The most ranges of an `Accept-Language` header that are looked at.
  package static let languageRangesMax = 32
}
