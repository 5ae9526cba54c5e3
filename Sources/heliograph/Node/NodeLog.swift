import Foundation
import Logging

/// Where a node tells what happens: standard error, one line each.
enum NodeLog {
  /// - Parameter level: the least that is told.
  /// - Throws: `OperatorError` for a level that does not exist.
  private static func logger(level text: String) throws -> Logger {
    guard let level = Logger.Level(rawValue: text) else {
      let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw OperatorError("--log-level is \"\(text)\"", hint: "choose one of \(known)")
    }
    var logger = Logger(label: "heliograph", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = level
    return logger
  }

  /// The logger of `settings`; warns of variables that nobody asked for.
  static func logger(_ settings: Settings) throws -> Logger {
    let logger = try logger(level: try settings.required(.logLevel))
    for name in settings.unknownVariables {
      logger.warning("the environment variable \(name) is unknown and changes nothing")
    }
    return logger
  }

  /// Ends the process at once, without another write: for a failure after which nobody knows what
  /// is
  /// on the disk. The exit code is 74 (EX_IOERR, sysexits.h).
  static func stop(_ logger: Logger, because error: any Error) -> Never {
    logger.critical("stopping at once: \(error)")
    _exit(74)
  }
}
