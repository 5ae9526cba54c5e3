/// Where an epoch begins.
package struct EpochStart: Hashable, Sendable {
  /// The epoch.
  package let epoch: Epoch
  /// The position of the `log.epoch_opened` that opened it.
  package let firstPosition: Position

  /// Pairs the two.
  package init(epoch: Epoch, firstPosition: Position) {
    self.epoch = epoch
    self.firstPosition = firstPosition
  }
}
