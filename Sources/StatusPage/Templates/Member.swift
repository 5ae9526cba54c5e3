/// Every name that a template can use, besides the words. A name that is not here is a fault of the
/// template that uses it.
enum Member: Int, CaseIterable {
  // The page.
  case siteTitle, heading, pageSummary, canonical, stylesheet, script, homePath, languages
  case languageCode, languageName, isPresent, resources, freshness, status, detail, isTranslated
  // The theme.
  case theme, logo, light, dark, alt, showsTitle, icon, hasLinks, links, address, body
  case documentLanguage
  // How fresh it is.
  case position, recordedAt, nothing, server, asOf, stale, title, heardAt, primaryURL, isReceived
  // How everything is.
  case overall, severity, headline, figures
  // Lists of incidents.
  case hasActive, active, hasRunning, running, hasAnnounced, announced, hasPlanned, planned
  case incidents, lines, hasLines, foldedLines, hasFoldedLines, foldedText, unlistedLines, api
  case continued
  // Components.
  case hasComponents, unlistedComponents, axes, axisHeading, axisNumber, isFlat, flatRows
  case groups, hasGroups, rows
  case summary, isOpen, bars, availability, tips, tipNumber, told, firstDay, definition
  case legend
  case componentName, distinction, state, tone, label, isOperational
  // Days and months.
  case days, hasDays, iso, date, historyTitle, monthPath, previousMonth, nextMonth, isQuiet
  case earlier, hasEarlier
  // An incident.
  case id, path, name, description, phase, standing, isPlanned, isEnded, span, isAffecting
  case affected, hasFoldedAffected, foldedAffected, foldedAffectedText, unlistedAffected
  case hasUpdates, updates, earlierUpdates, unlistedUpdates, updateName, said, createdAt
  case isNext, group, isRetired, ways, isNextWay, hasTypes, types, isNextType, type
  // Texts and times.
  case text, isWithheld, isClipped, isLong, began, ended, endedBriefly, isAhead, isEndPlanned,
    duration

  private static let byKey = Dictionary(uniqueKeysWithValues: allCases.map { ($0.key, $0) })

  /// The name that a template writes so.
  init?(key: String) {
    guard let member = Self.byKey[key] else { return nil }
    self = member
  }

  /// How templates write it.
  var key: String { String(describing: self) }

  /// Whether its value is an address that this program made or checked: nothing else may stand
  /// where one begins.
  var isAddress: Bool { Self.addresses.contains(self) }

  private static let addresses: Set<Member> = [
    .canonical, .stylesheet, .script, .homePath, .light, .dark, .icon, .address, .primaryURL,
    .api, .monthPath, .path,
  ]

  /// Whether its value is markup that our own code wrote, and not a text.
  var isMarkup: Bool { self == .bars || self == .body }
}
