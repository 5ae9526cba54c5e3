import Glibc
import Logging
import Monitoring
import StatusService

/// Where a node tells what happens: standard error, one line each.
enum NodeLog {
  /// The logger of `settings`; warns of variables that nobody asked for.
  /// - Throws: `OperatorError` for a level or a form that does not exist.
  static func logger(_ settings: Settings) throws -> Logger {
    let level: Logger.Level = try settings.choice(.logLevel)
    let form: LogLine.Form = try settings.choice(.logFormat)
    let logger = Logger(label: "heliograph") { _ in
      LineLogHandler(form, level: level, now: Effects.system.now, sink: write)
    }
    for name in settings.unknownVariables {
      logger.warning("the environment variable \(name) is unknown and changes nothing")
    }
    return logger
  }

  /// One write for one line, so that no other comes between; more only where the kernel takes a
  /// part of it. A line that cannot be written is lost: there is nowhere else to tell it.
  private static func write(_ line: [UInt8]) {
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Ends the process at once, without another write: for a failure after which nobody knows what
  /// is on the disk. The exit code is 74 (EX_IOERR, sysexits.h).
  static func stop(_ logger: Logger, because error: any Error) -> Never {
    logger.critical("stopping at once: \(error)")
    _exit(74)
  }
}
