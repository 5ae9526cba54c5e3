package import EventLog
import StandardForms

// Epochs are ballots: which node opened one can be told from its number, so that two promotions at
// the same moment, on two sides of a broken network, never open the same epoch.
extension Member {
  /// The epoch that this node opens next: the smallest one that is its own and above `seen`.
  ///
  /// A node's own epochs are those that leave its number as the remainder of a division by
  /// `Limits.memberNumberMax` + 1. The first epoch of a log is nobody's: it is never opened twice.
  package func epoch(after seen: Epoch) -> Epoch {
    let step = Int64(Limits.memberNumberMax + 1)
    let distance = (Int64(number) - seen.rawValue % step + step) % step
    return Epoch(seen.rawValue + (distance == 0 ? step : distance))
  }
}
