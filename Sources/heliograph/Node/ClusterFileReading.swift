import Coordination
import CoreMetrics
import EventLog
import LogStore
import Logging
import Membership
import Monitoring
import ServiceLifecycle
import UnixSignals
import YAMLReading

/// Reads the file of `--cluster` again at each SIGHUP, and only then: takes it whole or not at all.
/// Where there is no such file, SIGHUP changes nothing; it ends no node.
struct ClusterFileReading: Service {
  let file: ClusterFile?
  let hangUps: UnixSignalsSequence
  let head: Latest<LogHead, EpochPosition>
  let logger: Logger

  private enum Outcome: String { case taken, same, refused }

  func run() async throws {
    for await _ in hangUps.cancelOnGracefulShutdown() {
      if let file {
        Counter(.clusterReloads, readAgain(file).rawValue).increment()
      } else {
        logger.notice("SIGHUP changes nothing: this node was started without --cluster")
      }
    }
  }

  private func readAgain(_ file: ClusterFile) -> Outcome {
    let (old, count) = file.membership.current
    do {
      let new = try ClusterFile.read(file.path)
      let change = try MembershipChange(
        from: old, to: new, at: file.own, having: head.current.value.logID)
      guard !change.sentences.isEmpty else {
        logger.notice("\(file.path) was read again and changes nothing")
        return .same
      }
      for sentence in change.sentences { logger.notice("cluster: \(sentence)") }
      file.membership.publish(new, at: count + 1)
      return .taken
    } catch let error as DocumentFaults {
      for fault in error.faults { logger.error("\(fault.line(in: file.path))") }
    } catch let refusal as MembershipRefusal {
      logger.error("\(file.path): \(refusal.reason): \(refusal.hint)")
    } catch {
      logger.error("\(error)")
    }
    logger.error("\(file.path) is not taken: what it said before stays in force")
    return .refused
  }
}
