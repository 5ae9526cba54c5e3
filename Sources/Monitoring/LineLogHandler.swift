package import Logging
package import StandardForms

/// A swift-log backend that gives each event to a sink as one whole line.
package struct LineLogHandler: LogHandler {
  /// The least that is told.
  package var logLevel: Logger.Level
  /// What every line of this logger carries.
  package var metadata: Logger.Metadata = [:]
  /// What adds to every line.
  package var metadataProvider: Logger.MetadataProvider?
  private let form: LogLine.Form
  private let now: @Sendable () -> Timestamp
  private let sink: @Sendable ([UInt8]) -> Void

  /// A handler of these parts.
  /// - Parameters:
  ///   - now: the present moment.
  ///   - sink: takes a line with its end; called from any thread, also from several at once.
  package init(
    _ form: LogLine.Form, level: Logger.Level, now: @escaping @Sendable () -> Timestamp,
    sink: @escaping @Sendable ([UInt8]) -> Void
  ) {
    logLevel = level
    self.form = form
    self.now = now
    self.sink = sink
  }

  /// One piece of what every line carries.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes the event; its own metadata win over those of the logger.
  package func log(event: LogEvent) {
    let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
      .merging(event.metadata ?? [:]) { $1 }
    let line = LogLine(now(), event.level, event.message.description, all)
    sink(line.bytes(form))
  }
}
