import Coordination
import NIOCore
import NIOPosix

/// Listens on a real port, keeps what it is asked, and does with every request what a test says.
final class ScriptedPrimary: Sendable {
  struct Behaviour: Sendable {
    /// What it says to a request.
    let text: @Sendable (String) -> String
    var hangsUp = false
    /// Whether it says what it says to the first bytes, whatever they are.
    var isHasty = false

    static func answer(_ text: String) -> Behaviour { Behaviour(text: { _ in text }) }
    static let hangUp = Behaviour(text: { _ in "" }, hangsUp: true)
  }

  let url: String
  private let channel: any Channel
  private let heard: Latest<String, Int64>

  /// Collects bytes until a request is whole.
  private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let behaviour: Behaviour
    private let heard: Latest<String, Int64>
    private var request = ""

    init(_ behaviour: Behaviour, _ heard: Latest<String, Int64>) {
      self.behaviour = behaviour
      self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      request += String(buffer: unwrapInboundIn(data))
      heard.publish(request, at: heard.position + 1)
      guard isWhole || behaviour.isHasty else { return }
      let text = behaviour.text(request)
      request = ""
      let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
      guard behaviour.hangsUp else { return }
      written.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private var isWhole: Bool {
      guard let head = request.firstRange(of: "\r\n\r\n") else { return false }
      let length = request[..<head.lowerBound].split(separator: "\r\n")
        .first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.drop { $0 != " " }.dropFirst()) }
      return request[head.upperBound...].utf8.count >= length ?? 0
    }
  }

  init(_ behaviour: Behaviour) async throws {
    let heard = Latest("", at: Int64(0))
    self.heard = heard
    channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Listener(behaviour, heard))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
    url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
  }

  /// The last request, as it came; empty before the first.
  var request: String { heard.current.value }

  /// Waits for the first bytes of a request.
  func asked() async throws { _ = try await heard.wait(until: 1) }

  /// The lines of its head, without the one that names this server.
  var lines: [String] {
    let head = request.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
    return head.split(separator: "\r\n").map(String.init).filter {
      !$0.lowercased().hasPrefix("host:")
    }
  }

  func stop() async throws { try await channel.close() }
}
