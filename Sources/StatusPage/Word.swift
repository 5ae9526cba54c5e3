/// Every word and phrase of the pages, by its key in a file of words (`Resources/words.en`).
enum Word: String, CaseIterable {
  case language, skip, home, api, onThisPage, asOf, withheld
  case months, weekdays, time, timeOfDay, date
  case underMinute, minutes, hours, wholeHours, days, wholeDays
  case stateOperational, stateMaintenance, stateNotice, stateUnknown
  case headlineEmpty, headlineOperational, headlineNoComponents, headlineMaintenance
  case headlineNotice, headlineAffected
  case countAffected, countComponents, countActive, countRunning, countPlanned
  case activeIncidents, runningMaintenance, plannedMaintenance, nonePlanned
  case components, noComponents, otherComponents, allOperational, someAffected
  case moreOperational, moreComponents, moreIncidents, unlistedIncidents, allByAPI
  case affects, retired, unknownComponent, andMore, readOn
  case history, quietDay, noUpdates, earlierUpdates
  case standingPlanned, standingActive, standingEnded
  case phase, began, begins, ended, ends, plannedEnd, open, since
  case duration, affectedComponents, noneAffected, updates, updatesUnlisted
  case footerPosition, footerRecorded, footerNothing, footerPrimary, footerReplica, footerStale
  case staleTitle, staleText, primarySite, problemBack
}
