/// A rule that is broken on purpose, to see that the checks notice it.
package enum Sabotage: CaseIterable, Sendable {
  /// A replica calls a batch durable before it is on its disk.
  case acknowledgesBeforeDurable
  /// A node's standing is never written.
  case forgetsStanding
  /// What is cut from a log is not kept.
  case dropsOrphans
  /// Nobody hears of any epoch but its own.
  case ignoresFences
  /// A primary goes on to take writes after it was told to stop.
  case writesOn
  /// Acknowledgements tell of more than there is.
  case exaggerates
  /// All nodes have the same number, and so open the same epochs.
  case sharesEpochs
  /// A node acknowledges what it hears of, although its log is damaged.
  case acknowledgesDamaged
  /// What replaces damaged events is not looked at.
  case replacesUnverified
  /// What is read from a damaged disk is not re-hashed.
  case servesUnverified
  /// A primary that was restored from an older copy goes on to write.
  case writesOnRestored
  /// Nobody is told of damage.
  case hidesDamage
}
