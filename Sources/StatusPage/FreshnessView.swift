import StandardForms

/// What the page says of its own age.
struct FreshnessView: Hashable {
  let position: String
  let recordedAt: TimeView?
  /// Who serves it.
  let server: String
  /// For a replica that lost its primary: since when, in words, and the moment it was last heard.
  let stale: Stale?

  struct Stale: Hashable {
    let text: String
    let heardAt: TimeView
    /// The primary's page; only `http` and `https`, nothing else becomes a link.
    let primaryURL: String?
  }

  init(_ freshness: Freshness, at now: Timestamp, _ words: Words) {
    let age = max(0, freshness.ageMilliseconds)
    position = freshness.position
    recordedAt = freshness.stateRecordedAt.map { TimeView($0, words) }
    switch (freshness.role, freshness.isStale) {
    case (.primary, _): server = words[.footerPrimary]
    case (.replica, false):
      // The next whole minute: true for a while, so that the page need not be made anew each time.
      let minute: Int64 = 60_000_000
      let rounded = (age / 60_000 + 1) * minute
      server = words.filled(.footerReplica, ["age": words.duration(microseconds: rounded)])
    case (.replica, true): server = words[.footerStale]
    }
    guard freshness.role == .replica, freshness.isStale else {
      stale = nil
      return
    }
    let (microseconds, overflow) = age.multipliedReportingOverflow(by: 1000)
    let length = overflow ? Int64.max : microseconds
    let text = words.duration(microseconds: length)
    stale = Stale(
      text: words.filled(.staleText, ["age": text]),
      heardAt: TimeView(now.advanced(by: .milliseconds(-age)), words),
      primaryURL: freshness.primaryURL.flatMap { url in
        url.hasPrefix("https://") || url.hasPrefix("http://") ? url : nil
      })
  }

  var members: Members {
    [
      "position": position, "recordedAt": orFalse(recordedAt?.members), "server": server,
      "stale": orFalse(
        stale.map {
          [
            "text": $0.text, "heardAt": $0.heardAt.members,
            "primaryURL": orFalse($0.primaryURL),
          ] as Members
        }),
    ]
  }
}
