import HTTPTypes
import StandardForms
import StatusService

/// What a client would like of the answer to a change (RFC 7240): `Prefer: durability=replicated,
/// wait=5`. What is not understood is passed over.
struct Preferences: Hashable, Sendable {
  /// The level that is enough.
  let durability: Durability?
  /// For how long it waits for that, in seconds, at most `Limits.durabilityWaitSecondsMax`.
  let waitSeconds: Int?

  /// Reads all lines of the header together. Of a preference that is named twice, the first counts
  /// (RFC 7240 section 2).
  init(_ header: String?) {
    var durability: Durability?
    var waitSeconds: Int?
    for preference in (header ?? "").split(separator: ",") {
      // Parameters of a preference follow a semicolon; ours have none.
      let words = preference.split(separator: ";").first?.split(separator: "=", maxSplits: 1) ?? []
      guard words.count == 2 else { continue }
      let value = words[1].trimmed.filter { $0 != "\"" }
      switch words[0].trimmed.lowercased() {
      case "durability": durability = durability ?? Durability(rawValue: value.lowercased())
      case "wait":
        guard waitSeconds == nil, let seconds = Int(value), seconds >= 0 else { continue }
        waitSeconds = min(seconds, Limits.durabilityWaitSecondsMax)
      case _: continue
      }
    }
    self.durability = durability
    self.waitSeconds = waitSeconds
  }

  /// How long an answer to a change waits.
  var wait: DurabilityWait {
    if durability == .local { return DurabilityWait(limit: .zero, isAsked: true) }
    return waitSeconds.map { DurabilityWait(limit: .seconds($0), isAsked: true) }
      ?? DurabilityWait(limit: Limits.durabilityWaitDefault, isAsked: false)
  }

  /// What was understood, as `Preference-Applied` says it; nil for nothing.
  var applied: String? {
    let parts = [
      durability.map { "durability=\($0.rawValue)" }, waitSeconds.map { "wait=\($0)" },
    ]
    let text = parts.compactMap { $0 }.joined(separator: ", ")
    return text.isEmpty ? nil : text
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
