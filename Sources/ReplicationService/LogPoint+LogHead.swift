package import LogStore
package import Replication

extension LogPoint {
  /// The point that `head` describes.
  package init(_ head: LogHead) {
    guard let logID = head.logID else {
      self = .empty
      return
    }
    self.init(logID: logID, epoch: head.epoch, position: head.position, chain: head.chain)
  }
}
