extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }

  /// As people say it, in one unit: `0.4 s`, `42 s`, `3 min`, `5 h`, `2 d`.
  var inWords: String {
    let seconds = components.seconds
    return switch seconds {
    case ..<10: "\(seconds).\(milliseconds % 1000 / 100) s"
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    case _: "\(seconds / 86400) d"
    }
  }
}
