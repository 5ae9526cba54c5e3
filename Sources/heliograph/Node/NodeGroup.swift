import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a node's services until SIGTERM or SIGINT: they end in the reverse of their order, each
/// after
/// what it had begun.
enum NodeGroup {
  /// How long draining may take before what is left is cancelled.
  private static let drain = Duration.seconds(8)

  /// Lets SIGTERM and SIGINT end the process in good order before `run` takes them over: until
  /// then nobody was answered, and what is recorded is recorded.
  static func prepare() {
    for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(0) } }
  }

  /// Each SIGHUP from now on, also before somebody waits for it: none ends the node.
  static func hangUps() async -> UnixSignalsSequence {
    await UnixSignalsSequence(trapping: .sighup)
  }

  static func run(_ services: [any Service], logger: Logger) async throws {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    configuration.maximumGracefulShutdownDuration = drain
    try await ServiceGroup(configuration: configuration).run()
  }
}
