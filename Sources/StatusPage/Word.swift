/// Every word and phrase of the pages, by its key in a file of words (`Resources/words.en`).
enum Word: String, CaseIterable {
  case language, skip, home, api, onThisPage, asOf, withheld
  case months, weekdays, time, timeOfDay, date
  case underMinute, minutes, hours, wholeHours, days, wholeDays
  case stateOperational, stateMaintenance, stateNotice, stateUnknown
  case headlineEmpty, headlineNothingReceived, headlineOperational, headlineNoComponents,
    headlineMaintenance
  case headlineNotice, headlineAffected
  case countAffected, countComponents, countActive, countRunning, countPlanned, countAnnounced
  case activeIncidents, runningMaintenance, announced, plannedMaintenance, nonePlanned
  case components, noComponents, otherComponents, allOperational, someAffected
  case moreOperational, moreComponents, moreIncidents, unlistedIncidents, allByAPI
  case affects, retired, unknownComponent, andMore, readOn
  case history, quietDay, noUpdates, earlierUpdates
  case standingPlanned, standingAnnounced, standingActive, standingEnded
  case phase, began, begins, ended, ends, plannedEnd, open, since, from
  case duration, affectedComponents, noneAffected, updates, updatesUnlisted
  case footerPosition, footerRecorded, footerNothing, footerNothingReceived
  case footerPrimary, footerReplica, footerReplicaEmpty, footerStale
  case staleTitle, staleText, staleNothingTitle, staleNothing, primarySite, problemBack
  case about, imprint, privacy, moreLinks
}
