import AsyncHTTPClient
import NIOCore
import ServiceLifecycle
import StandardForms
import StatusService
import Synchronization

/// Asks the primary in the place of clients that sent a change to this node.
///
/// A change is sent on once at most: not again if no answer comes, and not by the node that
/// receives it (`Heliograph-Forwarded`).
package final class Forwarder: Service {
  private let node: String
  private let primaryURL: @Sendable () -> String?
  private let client: HTTPClient
  private let load = Mutex(Load())
  private let counts = ForwardingCounts()

  private struct Load {
    var count = 0
    var byteCount = 0
  }

  /// A forwarder without connections; `run` must follow, as it ends them.
  /// - Parameters:
  ///   - node: what this node is called.
  ///   - primaryURL: where the primary takes changes at this moment; `nil` if none is known.
  package init(from node: String, to primaryURL: @escaping @Sendable () -> String?) {
    self.node = PercentEncoding.encodeSegment(node)
    self.primaryURL = primaryURL
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(connect: TimeAmount(Limits.forwardConnectMax)),
      connectionPool: .init(
        idleTimeout: TimeAmount(Limits.forwardIdleMax),
        concurrentHTTP1ConnectionsPerHostSoftLimit: Limits.forwardsMax))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    client = HTTPClient(configuration: configuration)
  }

  /// Keeps connections to the primary until the graceful shutdown, and ends them then.
  package func run() async throws {
    try? await gracefulShutdown()
    try await client.shutdown()
  }

  /// Takes room for a change with a body of this length, until `leave`; false if too much is under
  /// way (I11).
  func enter(byteCount: Int) -> Bool {
    let isLet = load.withLock { load in
      guard load.count < Limits.forwardsMax,
        load.byteCount + byteCount <= Limits.forwardedBytesMax
      else { return false }
      load.count += 1
      load.byteCount += byteCount
      return true
    }
    if !isLet { counts.count(.failure(.busy)) }
    return isLet
  }

  /// Gives the room back.
  func leave(byteCount: Int) {
    load.withLock { load in
      load.count -= 1
      load.byteCount -= byteCount
    }
  }

  /// What the primary answers to `change`, or why it is not known what it answers.
  func answer(to change: ForwardedChange) async -> Result<Answer, ForwardingFailure> {
    let result = await send(change)
    counts.count(result)
    return result
  }

  private func send(_ change: ForwardedChange) async -> Result<Answer, ForwardingFailure> {
    guard let url = primaryURL() else { return .failure(.noPrimary) }
    let (client, request) = (client, change.request(to: url, from: node))
    let result = await withDeadline(Limits.forwardMax) { () -> Result<Answer, ForwardingFailure>? in
      do {
        let response = try await client.execute(request, timeout: TimeAmount(Limits.forwardMax))
        let body = try await response.body.collect(upTo: Limits.forwardedAnswerBytesMax)
        let answer = Answer(response, body)
        // Every answer of a node names a position: this one is of something in front of it.
        guard answer.position != nil else { return .failure(.broken(url: url)) }
        return .success(answer)
      } catch {
        return .failure(ForwardingFailure(error, url: url))
      }
    }
    return result ?? .failure(.late(url: url))
  }
}
