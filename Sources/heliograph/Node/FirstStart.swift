import EventLog
import HTTPAPI
import LogStore
import Logging
import StatusService

/// Makes a new log, and the token of its first administrator.
struct FirstStart {
  private let settings: Settings
  private let effects: Effects
  private let logger: Logger

  init(_ settings: Settings, _ effects: Effects, _ logger: Logger) {
    self.settings = settings
    self.effects = effects
    self.logger = logger
  }

  /// - Throws: `OperatorError` for a token without letters; the log stays empty then.
  func found(_ writer: inout LogWriter) throws {
    let given = settings.optional(.adminToken)
    guard given != "" else {
      throw OperatorError("--admin-token is empty", hint: "give one, or leave the option out")
    }
    let secret = given.map { TokenSecret(text: $0) } ?? TokenSecret(effects.randomBytes32())
    let founding = Founding(adminTokenDigest: secret.digest, effects: effects)
    // Shown before it is recorded: a token that nobody could read would lock everybody out. To
    // standard output and never to the log, which others may read.
    if given == nil {
      try StandardOutput.write("administrator's token, shown only now: \(secret.text)")
    } else if secret.text.utf8.count < 20 {
      logger.warning("the administrator's token is short; a long random one cannot be guessed")
    }
    _ = try writer.create(
      logID: founding.logID, founding.events, recordedAt: founding.recordedAt,
      randomSalt: effects.randomSalt)
    logger.info("made a new log", metadata: ["log": "\(founding.logID.text)"])
  }
}
