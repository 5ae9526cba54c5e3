package import Coordination
package import CoreMetrics
import EventLog
package import LogStore
package import Logging
import Monitoring
import ServiceLifecycle
package import StandardForms

/// Damage that a scrub found in this node's log, until a round finds none.
package struct ScrubFinding: Hashable, Sendable {
  /// What is damaged, in the order in which it was found; the first `Limits.scrubFindingsKept`.
  package private(set) var damage: [LogScrub.Damage]
  /// How many positions are damaged.
  package private(set) var positionCount: Int64

  /// Nothing yet.
  init() {
    damage = []
    positionCount = 0
  }

  /// Adds what a slice found.
  mutating func add(_ found: [LogScrub.Damage]) {
    damage += found.prefix(max(0, Limits.scrubFindingsKept - damage.count))
    positionCount += found.reduce(0) {
      $0 + ($1.positions.upperBound - $1.positions.lowerBound) + 1
    }
  }
}

/// Re-reads the whole log once in an interval, a little at a time, at low priority: damage that
/// nobody reads would otherwise be found when it is needed (I2, I3).
///
/// A round begins with the process, as where the last one ended is not kept; slices are spread over
/// the interval by the share of the log that they are.
package actor Scrubber: Service {
  private let interval: Duration
  private let finding: Latest<ScrubFinding?, Int64>
  private let executor: DedicatedThreadExecutor
  private let pause: Pause
  private let metrics: ScrubMetrics
  private let logger: Logger
  private var scrub: LogScrub
  private var found = ScrubFinding()
  private var roundBegan = ContinuousClock.now

  /// Waits until a moment; throws if it is cancelled before.
  package typealias Pause = @Sendable (ContinuousClock.Instant) async throws -> Void

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// A scrubber of the log that `reader` reads.
  /// - Parameters:
  ///   - interval: how long a round takes; a log that cannot be read in it takes longer.
  ///   - finding: told of damage as it is found, and of its end; its position counts the changes.
  ///   - executor: a thread that may be busy for some tenths of a second; the snapshot's.
  ///   - now: the time, for what the metrics tell.
  package init(
    _ reader: LogReader, interval: Duration, finding: Latest<ScrubFinding?, Int64>,
    executor: DedicatedThreadExecutor, logger: Logger,
    now: @escaping @Sendable () -> Timestamp,
    metrics: any MetricsFactory = MetricsSystem.factory,
    pause: @escaping Pause = { try await Task.sleep(until: $0, clock: .continuous) }
  ) {
    self.interval = interval
    self.finding = finding
    self.executor = executor
    self.logger = logger
    self.pause = pause
    self.metrics = ScrubMetrics(metrics, now: now)
    scrub = LogScrub(reader)
  }

  /// Scrubs until the group shuts down.
  package func run() async throws {
    await cancelWhenGracefulShutdown { await self.goRound() }
  }

  private func goRound() async {
    roundBegan = .now
    while !Task.isCancelled {
      let next: ContinuousClock.Instant
      do throws(LogStoreError) {
        next = took(try scrub.next(bytesMax: Limits.scrubSliceBytes, until: .now + Self.sliceTime))
      } catch {
        logger.warning("the scrub waits, as the log cannot be read: \(error)")
        next = .now + Self.retryAfter
      }
      guard (try? await pause(next)) != nil else { return }
    }
  }

  /// The longest that a slice keeps its thread and its read transaction.
  static let sliceTime = Duration.milliseconds(100)

  /// The pause after a slice that could not be read.
  private static let retryAfter = Duration.seconds(60)

  /// Tells what a slice found; when the next one is due.
  private func took(_ slice: LogScrub.Slice) -> ContinuousClock.Instant {
    if !slice.damage.isEmpty {
      found.add(slice.damage)
      finding.publishChange(found)
      for damage in slice.damage {
        let (first, last) = (damage.positions.lowerBound, damage.positions.upperBound)
        logger.error(
          "the log is damaged: \(damage.reason)",
          metadata: ["first": "\(first.rawValue)", "last": "\(last.rawValue)"])
      }
    }
    metrics.looked(at: slice.position, damaged: max(found.positionCount, lastDamageCount))
    guard slice.endsRound else {
      let share = Double(slice.position.rawValue) / Double(max(1, slice.head.rawValue))
      return roundBegan + interval * share
    }
    metrics.completed(damaged: found.positionCount)
    if slice.position > .zero {
      let result =
        found.positionCount == 0 ? "all of it is" : "\(found.positionCount) events are not"
      logger.info(
        "the log was read again: \(result) as it was recorded",
        metadata: ["position": "\(slice.position.rawValue)"])
    }
    if found.positionCount == 0, finding.current.value != nil {
      finding.publishChange(nil)
    }
    found = ScrubFinding()
    // The next round begins when this one was to end; at once if it took longer.
    roundBegan = max(.now, roundBegan + interval)
    return roundBegan
  }

  /// Damage counts until a whole round finds none.
  private var lastDamageCount: Int64 { finding.current.value?.positionCount ?? 0 }
}

/// What is measured of a scrub.
struct ScrubMetrics: Sendable {
  private let position: Recorder
  private let damaged: Recorder
  private let completion: Recorder
  private let now: @Sendable () -> Timestamp

  /// The metrics, made by `factory`.
  init(_ factory: any MetricsFactory, now: @escaping @Sendable () -> Timestamp) {
    position = Recorder(.scrubPosition, factory: factory)
    damaged = Recorder(.scrubDamaged, factory: factory)
    completion = Recorder(.scrubTime, factory: factory)
    self.now = now
    damaged.record(0)
    completion.record(0)
  }

  func looked(at position: Position, damaged count: Int64) {
    self.position.record(position.rawValue)
    damaged.record(count)
  }

  func completed(damaged count: Int64) {
    damaged.record(count)
    completion.record(Double(now().microseconds) / 1e6)
  }
}
