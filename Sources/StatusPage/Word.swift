/// Every word and phrase of the pages; its key in a file of words (`Resources/words.en`) is its
/// name.
enum Word: Int, CaseIterable {
  case language, languageName, languages, skip, home, api, resources, onThisPage, asOf, withheld
  case months, longMonths, weekdays, time, timeOfDay, date, shortDate, shortDates, month
  case underMinute, minutes, hours, wholeHours, days, wholeDays
  case stateOperational, stateMaintenance, stateNotice, stateUnknown
  case headlineEmpty, headlineNothingReceived, headlineOperational, headlineNoComponents
  case headlineMaintenance, headlineNotice, headlineAffected
  case countAffected, countComponents, countActive, countRunning, countPlanned, countAnnounced
  case activeIncidents, runningMaintenance, announced, plannedMaintenance, nonePlanned
  case components, noComponents, otherComponents, someAffected
  case byGroup, byPlace, byService, byLabel
  case daysAgo, today, bars, legendNoData, tipLine, barLine, barBrief, tipButton, close
  case availability, availabilityShare, availabilityFull, availabilityNone, availabilityDefinition
  case continues, unlistedComponents, moreComponents, moreIncidents, unlistedIncidents, allByAPI
  case affects, retired, unknownComponent, andMore, readOn
  case history, monthLink, monthHeading, monthQuiet, monthEarlier, monthsAround
  case quietDay, noUpdates, earlierUpdates
  case standingPlanned, standingAnnounced, standingActive, standingEnded
  case phase, began, begins, ended, ends, plannedEnd, open, since, from
  case duration, affectedComponents, noneAffected, updates, updatesUnlisted
  case footerPosition, footerRecorded, footerNothing, footerNothingReceived
  case footerPrimary, footerReplica, footerReplicaEmpty, footerStale
  case staleTitle, staleText, staleNothingTitle, staleNothing, primarySite
  case problemNotFound, problemNotFoundText, problemBack
  case badgeNothingReceived, badgeStale
  case about, imprint, privacy, moreLinks

  private static let byKey = Dictionary(uniqueKeysWithValues: allCases.map { ($0.key, $0) })

  /// The word of this key.
  init?(key: String) {
    guard let word = Self.byKey[key] else { return nil }
    self = word
  }

  /// Its name, as files of words and templates write it.
  var key: String { String(describing: self) }
}
