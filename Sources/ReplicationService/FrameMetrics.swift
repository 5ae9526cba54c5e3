import CoreMetrics
import Monitoring
import Replication

/// Counts the frames that a node sends and receives, and their bytes.
struct FrameMetrics {
  private var sentFrames = Kinds("sent")
  private var receivedFrames = Kinds("received")

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
