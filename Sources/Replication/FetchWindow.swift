import EventLog
import StandardForms

/// What lies ahead of the own head: stretches of the log that are to be fetched, were asked for, or
/// have arrived. They follow one another without a gap, the first right behind what is being
/// appended.
///
///     log … head │ appending │ arrived │ requested │ arrived │ wanted │ … primary's head
struct FetchWindow {
  struct Stretch {
    let first: Position
    let last: Position
    var state: State
  }

  enum State {
    case wanted
    case requested(UInt64, again: ContinuousClock.Instant)
    case arrived(EventBatch)
  }

  /// A fetch that is to be sent.
  struct Request {
    let number: UInt64
    let first: Position
    let countMax: Int
  }

  private(set) var stretches: [Stretch] = []
  /// The last position that is covered: of the log, of what is being appended, or of a stretch.
  private(set) var frontier: Position
  private var arrivedBytes = 0
  private var requested = 0

  init(after position: Position) { self.frontier = position }

  /// When the next request is to be repeated.
  var deadline: ContinuousClock.Instant? {
    stretches.compactMap { stretch in
      if case .requested(_, let again) = stretch.state { again } else { nil }
    }.min()
  }

  /// Orders what lies between the frontier and `head`, as far as the bounds allow.
  mutating func request(
    upTo head: Position, now: ContinuousClock.Instant, number: () -> UInt64
  ) -> [Request] {
    var requests: [Request] = []
    for index in stretches.indices {
      guard hasCredit(at: index) else { return requests }
      guard case .wanted = stretches[index].state else { continue }
      requests.append(request(at: index, now: now, number: number()))
    }
    while frontier < head, hasCredit(at: stretches.count),
      stretches.count < Limits.windowStretchesMax
    {
      let last = min(head, frontier + Limits.fetchCountMax)
      stretches.append(Stretch(first: frontier.next, last: last, state: .wanted))
      frontier = last
      requests.append(request(at: stretches.count - 1, now: now, number: number()))
    }
    return requests
  }

  /// The requests whose time is over; each is to be sent again with its old number.
  mutating func overdue(now: ContinuousClock.Instant) -> [Request] {
    var requests: [Request] = []
    for index in stretches.indices {
      guard case .requested(let number, let again) = stretches[index].state, again <= now else {
        continue
      }
      stretches[index].state = .requested(number, again: now + Limits.fetchTimeout)
      requests.append(Request(number, stretches[index]))
    }
    return requests
  }

  /// Whether a request with this number is under way.
  func isRequested(_ number: UInt64) -> Bool { index(of: number) != nil }

  /// The answer to a request: at most what was asked for, from where it was asked for. The rest of
  /// the stretch is wanted anew.
  mutating func arrived(_ batch: EventBatch, number: UInt64) {
    guard let index = index(of: number), batch.first == stretches[index].first,
      batch.last <= stretches[index].last
    else { return }
    let old = stretches[index]
    requested -= 1
    arrivedBytes += batch.byteCount
    stretches[index] = Stretch(first: old.first, last: batch.last, state: .arrived(batch))
    if batch.last < old.last {
      stretches.insert(
        Stretch(first: batch.last.next, last: old.last, state: .wanted), at: index + 1)
    }
  }

  /// Takes a live batch that reaches beyond the frontier and leaves no gap, if there is room. What
  /// is not taken is fetched later.
  mutating func offer(_ batch: EventBatch) {
    guard batch.last > frontier, batch.first <= frontier.next,
      stretches.count < Limits.windowStretchesMax, arrivedBytes < Limits.windowBytesMax  // I11
    else { return }
    let rest = batch.dropping(through: frontier)
    arrivedBytes += rest.byteCount
    stretches.append(Stretch(first: rest.first, last: rest.last, state: .arrived(rest)))
    frontier = rest.last
  }

  /// Takes out what has arrived right behind the head: it is to be appended now. What arrived while
  /// something else was being appended becomes one batch, and so one transaction.
  mutating func takeArrived() -> EventBatch? {
    guard case .arrived(var batch) = stretches.first?.state else { return nil }
    var count = 1
    for stretch in stretches.dropFirst() {
      guard case .arrived(let next) = stretch.state, batch.extend(by: next) else { break }
      count += 1
    }
    stretches.removeFirst(count)
    arrivedBytes -= batch.byteCount
    return batch
  }

  /// What is appended next does not wait for room: only appending makes room.
  private func hasCredit(at index: Int) -> Bool {
    requested < Limits.fetchWindow
      && (index == 0 || arrivedBytes < Limits.windowBytesMax)  // I11
  }

  private func index(of number: UInt64) -> Int? {
    stretches.firstIndex { stretch in
      if case .requested(number, _) = stretch.state { true } else { false }
    }
  }

  private mutating func request(
    at index: Int, now: ContinuousClock.Instant, number: UInt64
  ) -> Request {
    requested += 1
    stretches[index].state = .requested(number, again: now + Limits.fetchTimeout)
    return Request(number, stretches[index])
  }
}

extension FetchWindow.Request {
  fileprivate init(_ number: UInt64, _ stretch: FetchWindow.Stretch) {
    self.init(
      number: number, first: stretch.first, countMax: Int(stretch.last - stretch.first) + 1)
  }
}
