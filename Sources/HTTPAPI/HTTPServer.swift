import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import StandardForms

/// The HTTP server of a node, as a service: it listens when it runs, and drains on a graceful
/// shutdown.
package struct HTTPServer: ApplicationProtocol {
  private let application: Application<APIResponder>
  private let address: String

  /// A server that listens at `host` and `port`, answering with what `dependencies` make up.
  /// - Parameters:
  ///   - port: 0 lets the system choose.
  ///   - onListening: called once connections are accepted, with the port.
  package init(
    _ dependencies: APIDependencies, host: String, port: Int,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    address = "\(host):\(port)"
    let responder = APIResponder(dependencies)
    application = Application(
      responder: responder,
      server: HTTPServerBuilder { NodeChannel(responder: $0, answers: responder.hot) },
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), backlog: Limits.acceptBacklog,
        availableConnectionsDelegate: MaximumAvailableConnections(
          ConnectionLimit.present, logger: dependencies.logger)),
      onServerRunning: { await onListening($0.localAddress?.port ?? port) },
      logger: dependencies.logger)
  }

  /// What answers.
  package var responder: APIResponder { application.responder }

  /// Serves until a graceful shutdown.
  /// - Throws: `ListenError` if the address cannot be listened at.
  package func run() async throws {
    defer { responder.stop() }
    do {
      try await application.run()
    } catch let error as IOError {
      throw ListenError(
        address: address, reason: "\(error)", isInUse: error.errnoCode == EADDRINUSE)
    } catch let error as SocketAddressError.UnknownHost {
      throw ListenError(address: address, reason: "no such host: \(error.host)", isInUse: false)
    } catch let error as SocketAddressError {
      throw ListenError(address: address, reason: "\(error)", isInUse: false)
    }
  }
}

/// Why the server cannot listen, in one line that says what to do.
package struct ListenError: Error, CustomStringConvertible {
  private let address: String
  private let reason: String
  private let isInUse: Bool

  init(address: String, reason: String, isInUse: Bool) {
    self.address = address
    self.reason = reason
    self.isInUse = isInUse
  }

  /// The error as one line.
  package var description: String {
    isInUse
      ? "another program listens at \(address) already: stop it, or choose another port with --http"
      : "cannot listen at \(address) (\(reason)): choose another address with --http"
  }
}
