import CoreMetrics
import Monitoring
import Replication

/// Counts the frames that a node sends and receives, and their bytes.
struct FrameMetrics {
  private var sentFrames = Kinds("sent")
  private var receivedFrames = Kinds("received")
  /// All from the beginning: the first of a kind is to be seen as a change.
  private let refusals = Dictionary(
    uniqueKeysWithValues: (FrameError.words + FrameRefusal.allCases.map(\.word)).map {
      ($0, Counter(.refusedFrames, $0))
    })

  private struct Kinds {
    private let direction: String
    private var known: [String: (frames: Counter, bytes: Counter)] = [:]

    init(_ direction: String) { self.direction = direction }

    mutating func count(_ kind: String, _ byteCount: Int) {
      let (frames, bytes) =
        known[kind]
        ?? (
          Counter(.replicationFrames, direction, kind), Counter(.replicationBytes, direction, kind)
        )
      known[kind] = (frames, bytes)
      frames.increment()
      bytes.increment(by: byteCount)
    }
  }

  /// Counts a frame that was given to the sockets: once, whoever subscribes.
  mutating func sent(_ frame: Frame, _ bytes: [UInt8]) {
    sentFrames.count(frame.message.word, bytes.count)
  }

  /// Counts a frame that came; `nil` for one that could not be read.
  mutating func received(_ frame: Frame?, _ bytes: [UInt8]) {
    receivedFrames.count(frame?.message.word ?? "damaged", bytes.count)
  }

  /// Counts bytes that are no frame.
  func refused(_ error: FrameError) { refused(error.word) }

  /// Counts a frame that was of no use.
  func refused(_ refusal: FrameRefusal) { refused(refusal.word) }

  private func refused(_ reason: String) { refusals[reason]?.increment() }
}

extension Frame.Message {
  fileprivate var word: String {
    switch self {
    case .live: "live"
    case .heartbeat: "heartbeat"
    case .hello: "hello"
    case .welcome: "welcome"
    case .refuse: "refuse"
    case .fetch: "fetch"
    case .batch: "batch"
    case .acknowledge: "acknowledge"
    case .askHandover: "ask_handover"
    case .handover: "handover"
    }
  }
}

extension FrameRefusal {
  fileprivate var word: String {
    switch self {
    case .foreignLog: "foreign_log"
    case .lowerEpoch: "lower_epoch"
    case .epochTooFar: "epoch_too_far"
    case .misplaced: "misplaced"
    case .unasked: "unasked"
    }
  }
}

extension FrameError {
  fileprivate static let words = [
    FrameError.tooLong, .truncated, .foreign, .version(0), .checksum, .kind(0), .flags(0),
    .malformed,
  ].map(\.word)

  fileprivate var word: String {
    switch self {
    case .tooLong: "too_long"
    case .truncated: "truncated"
    case .foreign: "foreign"
    case .version: "version"
    case .checksum: "checksum"
    case .kind: "kind"
    case .flags: "flags"
    case .malformed: "malformed"
    }
  }
}
