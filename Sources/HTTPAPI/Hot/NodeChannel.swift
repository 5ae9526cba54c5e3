import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// How a connection is served: Hummingbird's own channel for HTTP/1.1, with `HotPath` below the
/// conversion to the types of its router, so that what is answered before it costs no conversion.
struct NodeChannel: ServerChildChannel, HTTPChannelHandler {
  typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

  let responder: HTTPChannelHandler.Responder
  let answers: HotAnswers

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      // Requests are put in order by `HotPath` and by the channel's own sequence; what is wrong
      // with one is answered by Hummingbird; its types hold no header that could split an answer.
      try pipeline.configureHTTPServerPipeline(
        withPipeliningAssistance: false, withErrorHandling: false,
        withOutboundHeaderValidation: false)
      try pipeline.addHandler(HotPath(answers))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
      // Idleness is for `HotPath` to see, which sees all requests.
      try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
      return try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
    }
  }

  func handle(value channel: Value, logger: Logger) async {
    await handleHTTP(asyncChannel: channel, logger: logger)
  }
}
