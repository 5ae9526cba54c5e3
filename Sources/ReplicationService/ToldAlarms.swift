import Replication
import StandardForms

/// The alarms that the operator was told of: each comes again with every hello of that replica.
struct ToldAlarms {
  private var told: Set<PrimaryAlarm> = []

  /// Whether this one was not told yet; it is from now on.
  mutating func isNews(_ alarm: PrimaryAlarm) -> Bool {
    guard !told.contains(alarm) else { return false }
    if told.count == Limits.peersMax { told = [] }  // I11
    told.insert(alarm)
    return true
  }
}
