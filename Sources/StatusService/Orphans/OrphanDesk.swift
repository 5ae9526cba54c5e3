import Coordination
package import EventLog
package import LogStore
package import Logging
package import StandardForms
import Synchronization

/// The orphans of this node, on a thread of their own: every bundle is read anew and checked whole
/// before anything of it is told.
package actor OrphanDesk {
  /// A bundle, or why it cannot be read.
  package struct Listed: Sendable {
    /// The bundle's name.
    package let name: String
    /// What it is.
    package let content: Result<Summary, OrphanFault>
  }

  /// What is known of a bundle.
  package struct Summary: Sendable {
    /// The bundle's name.
    package let name: String
    /// What it says of itself.
    package let header: OrphanBundle.Header
    /// Whether its node answers for it.
    package let trust: OrphanTrust
    /// How many of its orphans were settled.
    package let settledCount: Int

    /// How many of its orphans were not.
    package var unsettledCount: Int { header.count - settledCount }
  }

  /// An orphan, and what became of it.
  package struct Orphan: Sendable {
    /// The event as it was kept.
    package let event: RecordedEvent
    /// What became of it; `nil` while it is not settled.
    package let settlement: OrphanSettlement?
    /// The orphans whose numbers it refers to.
    package let rests: OrphanRests
  }

  private let folder: OrphanFolder
  private let authority: OrphanAuthority
  private let logger: Logger
  private let executor = DedicatedThreadExecutor(name: "orphans")
  private let unsettled = Mutex(0)

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// The desk of the data folder `directory`.
  package init(directory: String, authority: OrphanAuthority, logger: Logger) {
    folder = OrphanFolder(directory: directory)
    self.authority = authority
    self.logger = logger
  }

  /// How many orphans are not settled, as last counted; those of a bundle that cannot be read count
  /// as one. Never waits.
  package nonisolated var unsettledCount: Int { unsettled.withLock { $0 } }

  /// Counts anew, soon: at the start, and after bundles were written.
  package nonisolated func recount() {
    executor.run { self.assumeIsolated { $0.count() } }
  }

  /// Ends the thread.
  package nonisolated func stop() { executor.stop() }

  /// All bundles, oldest first.
  package func bundles() throws(OrphanFault) -> [Listed] {
    var listed: [Listed] = []
    for name in try folder.names() {
      do throws(OrphanFault) {
        let (bundle, trust) = try authority.read(name, in: folder)
        let settled = try settlements(of: bundle)
        listed.append(Listed(name: name, content: .success(summary(bundle, trust, settled))))
      } catch {
        listed.append(Listed(name: name, content: .failure(error)))
      }
    }
    return listed
  }

  /// The orphans of a bundle after `position`: at most `countMax` of them, and some `bytesMax`
  /// bytes.
  package func page(
    of name: String, after position: Position, countMax: Int, bytesMax: Int
  ) throws(OrphanFault) -> (Summary, [Orphan]) {
    let (bundle, trust) = try authority.read(name, in: folder)
    let settled = try settlements(of: bundle)
    let events = try bundle.events(after: position, countMax: countMax, bytesMax: bytesMax)
    let origins = events.isEmpty ? OrphanOrigins() : try origins(of: bundle)
    return (
      summary(bundle, trust, settled),
      events.map {
        Orphan(event: $0, settlement: settled[$0.position], rests: origins.rests(of: $0))
      }
    )
  }

  /// Records what became of orphans of a bundle: of each, by its position.
  /// - Throws: `OrphanFault`; none is recorded then, unless the disk failed.
  package func settle(
    _ outcomes: [(position: Position, outcome: OrphanSettlement.Outcome)], of name: String,
    at now: Timestamp, by actor: String
  ) throws(OrphanFault) -> Summary {
    let (bundle, trust) = try authority.read(name, in: folder)
    var settlements: [OrphanSettlement] = []
    for (position, outcome) in outcomes {
      // Of a position that is none of its, the folder says so.
      let event = try bundle.events(
        after: Position(max(1, position.rawValue) - 1), countMax: 1, bytesMax: .max
      ).first?.header.eventID
      settlements.append(
        OrphanSettlement(
          position: position, event: event ?? UUIDValue(0), outcome: outcome, at: now, by: actor))
    }
    try folder.settle(settlements, of: bundle)
    count()
    return summary(bundle, trust, try self.settlements(of: bundle))
  }

  private func count() {
    do throws(OrphanFault) {
      let count = try bundles().reduce(0) { count, listed in
        switch listed.content {
        case .success(let summary): count + summary.unsettledCount
        case .failure: count + 1
        }
      }
      unsettled.withLock { $0 = count }
    } catch {
      logger.error("orphans cannot be counted", metadata: ["reason": "\(error)"])
    }
  }

  private func settlements(
    of bundle: OrphanBundle
  ) throws(OrphanFault) -> [Position: OrphanSettlement] {
    Dictionary(
      try folder.settlements(of: bundle).map { ($0.position, $0) }, uniquingKeysWith: { $1 })
  }

  private func summary(
    _ bundle: OrphanBundle, _ trust: OrphanTrust, _ settled: [Position: OrphanSettlement]
  ) -> Summary {
    Summary(
      name: bundle.name, header: bundle.header, trust: trust, settledCount: settled.count)
  }

  /// What the orphans of this fork have made that others refer to, up to the end of `bundle`.
  private func origins(of bundle: OrphanBundle) throws(OrphanFault) -> OrphanOrigins {
    var origins = OrphanOrigins()
    for name in try folder.names() {
      // Of one that is damaged nothing can be re-applied, nor what rests on it.
      guard let other = try? folder.bundle(named: name, verify: nil),
        other.header.isOfFork(bundle.header), other.header.first <= bundle.header.first
      else { continue }
      for event in try other.events(after: .zero, countMax: .max, bytesMax: .max) {
        origins.take(event)
      }
    }
    return origins
  }
}

extension OrphanBundle.Header {
  fileprivate func isOfFork(_ other: Self) -> Bool {
    log == other.log && ancestor == other.ancestor && ancestorChain == other.ancestorChain
      && node == other.node
  }
}
