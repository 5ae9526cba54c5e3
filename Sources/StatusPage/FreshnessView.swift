import StandardForms

/// What the page says of its own age. Moments are cut to the minute and lengths are counted between
/// such moments, so that the page stays the same for as long as the minute does.
struct FreshnessView: Hashable {
  let position: String
  let recordedAt: TimeView?
  /// What is said where nothing was recorded.
  let nothing: String
  /// Who serves it.
  let server: String
  /// The moment whose state is shown: now, at a replica that lost its primary the moment of the
  /// last state received; `nil` at a replica that has never received one.
  let asOf: TimeView?
  /// For a replica that lost its primary: since when, in words, and the moment it was last heard.
  let stale: Stale?

  struct Stale: Hashable {
    let title: String
    let text: String
    /// `nil` if it never was.
    let heardAt: TimeView?
    /// The primary's page; only `http` and `https`, nothing else becomes a link.
    let primaryURL: String?
  }

  init(_ freshness: Freshness, at now: Timestamp, _ words: Words) {
    let age = max(0, freshness.ageMilliseconds)
    let heardAt = now.advanced(by: .milliseconds(-age)).startOfMinute
    let isStale = freshness.isOutdated
    position = freshness.position
    recordedAt = freshness.stateRecordedAt.map { TimeView($0, words) }
    nothing = words[freshness.role == .primary ? .footerNothing : .footerNothingReceived]
    switch (freshness.role, freshness.isStale) {
    case (.primary, _): server = words[.footerPrimary]
    case (.replica, _) where !freshness.isReceived: server = words[.footerReplicaEmpty]
    case (.replica, false):
      // The next whole minute: true for a while, so that the page need not be made anew each time.
      let rounded = (age / 60_000 + 1) * 60_000_000
      server = words.filled(.footerReplica, ["age": words.duration(microseconds: rounded)])
    case (.replica, true): server = words[.footerStale]
    }
    asOf = freshness.isReceived ? TimeView(isStale ? heardAt : now.startOfMinute, words) : nil
    guard isStale else {
      stale = nil
      return
    }
    let length = now.startOfMinute.microseconds - heardAt.microseconds
    let text = words.duration(microseconds: length)
    stale = Stale(
      title: words[freshness.isReceived ? .staleTitle : .staleNothingTitle],
      text: words.filled(freshness.isReceived ? .staleText : .staleNothing, ["age": text]),
      heardAt: freshness.isReceived ? TimeView(heardAt, words) : nil,
      primaryURL: freshness.primaryURL.flatMap { url in
        url.hasPrefix("https://") || url.hasPrefix("http://") ? url : nil
      })
  }

  var members: Members {
    [
      .position: .text(position), .recordedAt: .optional(recordedAt?.members),
      .nothing: .text(nothing), .server: .text(server), .asOf: .optional(asOf?.members),
      .stale: .optional(
        stale.map {
          [
            .title: .text($0.title), .text: .text($0.text),
            .heardAt: .optional($0.heardAt?.members), .primaryURL: .optional($0.primaryURL),
          ] as Members
        }),
    ]
  }
}

extension Freshness {
  /// Whether there is a state to show: a primary has its own, a replica has one once it received
  /// an event.
  var isReceived: Bool { role == .primary || stateRecordedAt != nil }

  /// Whether what is shown may be out of date: at a replica that lost its primary.
  var isOutdated: Bool { role == .replica && isStale }
}
