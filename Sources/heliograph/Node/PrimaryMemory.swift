import Coordination
import Foundation
import Logging
import Replication
import ServiceLifecycle
import StandardForms
import StatusService

/// What a replica knows of its primary, kept in `DIR/primary`: so that one that starts while the
/// primary is gone still says where writes go, how old its state is, and that it had caught up.
struct RememberedPrimary: Equatable {
  var url: String?
  var hadCaughtUp = false
  /// When this node last held all that the primary had told of.
  var heldHeadAt: Timestamp?

  /// What the file of `directory` says; nothing where there is none, or one that is damaged, which
  /// `logger` is told: it only makes answers better.
  init(directory: String, logger: Logger) {
    let file = Self.file(in: directory)
    guard FileManager.default.fileExists(atPath: file) else { return }
    guard let data = FileManager.default.contents(atPath: file),
      let json = try? JSONValue(parsing: [UInt8](data)), let remembered = Self(json)
    else {
      logger.warning(
        """
        \(file) is damaged and not used; until the primary is heard, this node is not ready, \
        counts its age from now and cannot say where writes go
        """)
      return
    }
    self = remembered
  }

  private init?(_ json: JSONValue) {
    guard case .bool(let hadCaughtUp)? = json["caughtUp"] else { return nil }
    self.hadCaughtUp = hadCaughtUp
    if let url = json["url"] {
      guard let text = url.string else { return nil }
      self.url = text
    }
    if let time = json["heldHeadAt"] {
      guard let moment = time.string.flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
      heldHeadAt = moment
    }
  }

  /// What is known now, given what was remembered.
  init(_ status: ReplicationStatus, now: Timestamp, remembered: RememberedPrimary) {
    self = remembered
    url = status.primaryURL ?? url
    hadCaughtUp = hadCaughtUp || status.hasCaughtUp
    if let held = status.heldHeadAt {
      heldHeadAt = now.advanced(by: held - ContinuousClock.now)
    }
  }

  /// Writes the file whole, or leaves the old one.
  func write(to directory: String) throws {
    var json = JSONWriter()
    json.beginObject()
    if let url {
      json.key("url")
      json.string(url)
    }
    json.key("caughtUp")
    json.bool(hadCaughtUp)
    if let heldHeadAt {
      json.key("heldHeadAt")
      json.string(heldHeadAt.rfc3339)
    }
    json.endObject()
    let file = URL(fileURLWithPath: Self.file(in: directory))
    try Data(json.bytes + [0x0A]).write(to: file, options: .atomic)
  }

  private static func file(in directory: String) -> String { directory + "/primary" }
}

/// Keeps the file of a `RememberedPrimary` as a replica runs: at once when the primary's address or
/// the catching up is news, else every few seconds.
struct PrimaryMemory: Service {
  let directory: String
  let remembered: RememberedPrimary
  let status: Latest<ReplicationStatus, Int64>
  let effects: Effects

  /// How old the file may be while all goes well.
  private static let interval = Duration.seconds(5)

  func run() async throws {
    await cancelWhenGracefulShutdown { await follow() }
  }

  private func follow() async {
    var known = remembered
    var writtenAt: ContinuousClock.Instant?
    var change = status.current.position
    while let next = try? await status.wait(past: change) {
      change = next.position
      let now = RememberedPrimary(next.value, now: effects.now(), remembered: known)
      let isNews = now.url != known.url || now.hadCaughtUp != known.hadCaughtUp
      let isDue = writtenAt.map { ContinuousClock.now - $0 >= Self.interval } ?? true
      guard isNews || isDue else { continue }
      // Without it (a full disk) the old file stays; the next change tries again.
      guard (try? now.write(to: directory)) != nil else { continue }
      known = now
      writtenAt = ContinuousClock.now
    }
  }
}
