import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a node's services until SIGTERM or SIGINT: they end in the reverse of their order, each
/// after
/// what it had begun.
enum NodeGroup {
  /// How long draining may take before what is left is cancelled.
  private static let drain = Duration.seconds(8)

  static func run(_ services: [any Service], logger: Logger) async throws {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    configuration.maximumGracefulShutdownDuration = drain
    try await ServiceGroup(configuration: configuration).run()
  }
}
