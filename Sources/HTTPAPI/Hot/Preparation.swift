import ReadModel
import StandardForms
import StatusPage

/// Has answers made that many ask for: each by one request at a time, in whose place the others
/// wait. A request never gets an answer that was true only before it came: it takes what was begun
/// after it, or what is right for its own moment all the same; else the next one is made for it.
///
/// What is costly to make is followed by a rest (`rest(after:)`), in which requests gather. Waiting
/// requests are bounded by the connections (I11).
actor Preparation {
  /// What became of making an answer.
  enum Outcome: Sendable {
    /// An answer for everybody.
    case prepared(PreparedAnswer)
    /// What was asked for cannot be answered.
    case failed(Problem)

    /// The answer.
    /// - Throws: what is to be told instead.
    func answer() throws(Problem) -> PreparedAnswer {
      switch self {
      case .prepared(let answer): return answer
      case .failed(let problem): throw problem
      }
    }
  }

  /// What a request sees when it comes: its answer may not be older.
  struct Wish: Sendable {
    /// The board's position.
    let position: BoardPosition
    /// The moment.
    let now: Timestamp
    /// What a page would show of the node's freshness.
    let freshness: ShownFreshness
    /// How the client wants the body.
    let coding: ContentCoding
  }

  private var works: [PreparedAnswers.Key: Work] = [:]

  /// What is being done for one key.
  private struct Work {
    var isTaken = false
    var restsUntil: ContinuousClock.Instant?
    var waiting: [Waiter] = []

    mutating func begin() {
      for index in waiting.indices { waiting[index].isInTime = true }
    }
  }

  private struct Waiter {
    let wish: Wish
    let continuation: CheckedContinuation<Turn, Never>
    /// Whether it came before what is being made was begun.
    var isInTime = false

    func isServed(by outcome: Outcome) -> Bool {
      switch outcome {
      case .failed: isInTime
      case .prepared(let answer):
        answer.isReady(for: wish.coding)
          && (isInTime
            || answer.validity.holds(at: wish.position, wish.now, freshness: { wish.freshness }))
      }
    }
  }

  private enum Turn {
    case take(Outcome)
    case make
  }

  /// The outcome for a request: `make`, called for it or for another that waits with it.
  func outcome(
    _ key: PreparedAnswers.Key, for wish: Wish, _ make: @Sendable () async -> Outcome
  ) async -> Outcome {
    if works[key]?.isTaken == true {
      let turn = await withCheckedContinuation { continuation in
        works[key]?.waiting.append(Waiter(wish: wish, continuation: continuation))
      }
      if case .take(let outcome) = turn { return outcome }
    }
    works[key, default: Work()].isTaken = true
    // Without a rest where the node is stopping: what waits is answered all the same.
    if let rested = works[key]?.restsUntil { try? await ContinuousClock().sleep(until: rested) }
    works[key]?.begin()
    let begun = ContinuousClock.now
    let outcome = await make()
    finish(key, outcome, took: ContinuousClock.now - begun)
    return outcome
  }

  /// How long nothing is made after something took so long to make.
  static func rest(after time: Duration) -> Duration {
    guard time >= Limits.costlyRendering else { return .zero }
    return min(time * Limits.renderingRestFactor, Limits.renderingRestMax)
  }

  /// How many requests wait for `key`: what a test waits for.
  func waiterCount(_ key: PreparedAnswers.Key) -> Int { works[key]?.waiting.count ?? 0 }

  private func finish(_ key: PreparedAnswers.Key, _ outcome: Outcome, took time: Duration) {
    guard var work = works[key] else { return }
    let served = work.waiting.filter { $0.isServed(by: outcome) }
    work.waiting.removeAll { $0.isServed(by: outcome) }
    let now = ContinuousClock.now
    let rest = Self.rest(after: time)
    work.restsUntil = rest > .zero ? now + rest : nil
    // The next one makes the answer for all who came too late for this one.
    let next = work.waiting.isEmpty ? nil : work.waiting.removeFirst()
    work.isTaken = next != nil
    works[key] = work.isTaken || work.restsUntil != nil ? work : nil
    next?.continuation.resume(returning: .make)
    for waiter in served { waiter.continuation.resume(returning: .take(outcome)) }
    if works.count > Limits.preparedCountMax {
      works = works.filter { $0.value.isTaken || $0.value.restsUntil.map { $0 > now } ?? false }
    }
  }
}
