/// The kinds of frames, with their numbers on the wire.
enum FrameKind: UInt8 {
  case live = 1
  case heartbeat = 2
  case hello = 3
  case welcome = 4
  case refuse = 5
  case fetch = 6
  case batch = 7
  case acknowledge = 8
  case askHandover = 9
  case handover = 10
}

extension Frame.Message {
  var kind: FrameKind {
    switch self {
    case .live: .live
    case .heartbeat: .heartbeat
    case .hello: .hello
    case .welcome: .welcome
    case .refuse: .refuse
    case .fetch: .fetch
    case .batch: .batch
    case .acknowledge: .acknowledge
    case .askHandover: .askHandover
    case .handover: .handover
    }
  }
}

/// The fields that the payload of a frame without events consists of. A reader skips those that it
/// does not know, so that later versions can say more.
enum FrameField: UInt8 {
  case nodeName = 1
  case publicURL = 2
  case refusalCode = 3
  case refusalReason = 4
  case bytesMax = 5
  case role = 6
  case headEpoch = 7
  case pointEpoch = 8
  case commonEpoch = 9
  case commonPosition = 10
}

/// Flags: a reader refuses a frame with one in the lower byte that it does not know, and ignores
/// those in the upper byte.
enum FrameFlag {
  /// On a fetch: the chain value is not named.
  static let chainUnknown: UInt16 = 0x0001
  /// The flags that must be understood.
  static let mandatory: UInt16 = 0x00FF
}
