import NIOCore
import NIOEmbedded

/// Stands where the socket of an embedded channel would be: a client that takes at once what is
/// written, or, once it is slow, only as much as the test says. What it has not taken waits in the
/// channel, as in a socket's queue.
final class SlowClient: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  /// Whether it takes only what `take` says.
  var isSlow = false
  /// What was closed since, in order.
  private(set) var closes: [CloseMode] = []
  private var context: ChannelHandlerContext?
  private var waiting = ByteBuffer()
  private var promises: [EventLoopPromise<Void>] = []

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    for promise in promises { promise.fail(ChannelError.ioOnClosedChannel) }
    self.context = nil
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard isSlow, case .byteBuffer(var bytes) = unwrapOutboundIn(data) else {
      context.write(data, promise: promise)
      return
    }
    waiting.writeBuffer(&bytes)
    if let promise { promises.append(promise) }
    context.write(data, promise: nil)
  }

  func flush(context: ChannelHandlerContext) { if !isSlow { context.flush() } }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    closes.append(mode)
    context.close(mode: mode, promise: promise)
  }

  /// Takes the next `count` bytes, or all if there are fewer. Promises are kept once all are taken.
  func take(_ count: Int, from channel: EmbeddedChannel) throws -> [UInt8] {
    // The channel only gives away everything: what is not taken is put back.
    context?.flush()
    while try channel.readOutbound(as: IOData.self) != nil {}
    let taken = waiting.readBytes(length: min(count, waiting.readableBytes)) ?? []
    if waiting.readableBytes > 0 {
      context?.write(wrapOutboundOut(.byteBuffer(waiting)), promise: nil)
    } else {
      let kept = promises
      promises = []
      for promise in kept { promise.succeed() }
    }
    return taken
  }
}
