import HTTPTypes
import NIOCore
import NIOHTTP1
import StandardForms

/// Stands in front of the router on one connection: answers on the event loop what is prepared, and
/// passes on all else. It also does what belongs to the connection whoever answers: order,
/// persistence, `100 Continue`, idleness, and that nothing written is lost by closing.
///
/// A client that does not read is not read from either, once `NIO`'s high-water mark is passed;
/// what it asked before is then the router's, which waits (I11).
final class HotPath: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let answers: HotAnswers
  private let idleTime: TimeAmount
  private var conversation = Conversation()
  /// Prepared answers are bytes already: they pass by the handler that writes heads.
  private var encoder: ChannelHandlerContext?
  private var needsFlush = false
  private var isReadHeld = false
  private var activeAt = NIODeadline.uptimeNanoseconds(0)
  private var bufferedBytes = 0
  private var idleTask: Scheduled<Void>?
  private var lastBytesTask: Scheduled<Void>?
  /// Why the parser takes nothing more from this client.
  private var fault: HTTPParserError?
  private var date: (second: Int64, line: String) = (.min, "")

  /// A handler for one connection.
  /// - Parameter idleTime: after how long without a word it is closed.
  init(
    _ answers: HotAnswers,
    idleTime: TimeAmount = .seconds(Int64(Limits.idleConnectionSeconds))
  ) {
    self.answers = answers
    self.idleTime = idleTime
  }

  func handlerAdded(context: ChannelHandlerContext) {
    activeAt = context.eventLoop.now
    encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
    scheduleIdleCheck(context, in: idleTime)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    idleTask?.cancel()
    encoder = nil
  }
}

// What comes from the client.
extension HotPath {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !conversation.isOver { activeAt = context.eventLoop.now }
    switch unwrapInboundIn(data) {
    case .head(let head): receive(head, data, context)
    case .body: if conversation.receivedBody() { context.fireChannelRead(data) }
    case .end: if conversation.receivedEnd() { context.fireChannelRead(data) }
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    flush(context)
    context.fireChannelReadComplete()
  }

  /// What follows a last request is no request, and no fault either. A fault in its body is one:
  /// the router must not take what came of it for the whole (I1).
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let fault = Self.parserError(error)
    if conversation.isOver, fault != nil { return }
    self.fault = self.fault ?? fault
    context.fireErrorCaught(error)
  }

  /// What the parser of requests says, or the decoder around it, which says it once more for
  /// whatever else comes; `nil` if it is somebody else's error.
  private static func parserError(_ error: any Error) -> HTTPParserError? {
    if case ByteToMessageDecoderError.dataReceivedInErrorState(let first, _) = error {
      return first as? HTTPParserError
    }
    return error as? HTTPParserError
  }

  private func receive(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
    guard !conversation.isEnding else {
      conversation.ignored()
      return
    }
    let persistence = Conversation.Persistence(head)
    if conversation.isIdle, isWritable(context), let encoder, let request = HotRequest(head),
      let hit = answers.find(request)
    {
      conversation.answered(persistence)
      write(hit, isHead: request.isHead, persistence, encoder)
      // One look at the clock: when the head came is known already.
      hit.tally.countHit(
        isHead: request.isHead, hit.form.status,
        nanoseconds: (context.eventLoop.now - activeAt).nanoseconds)
      if persistence == .ends { closeOutput(context) }
      return
    }
    conversation.routed(persistence, awaitsContinue: Self.awaitsContinue(head))
    sayContinue()
    guard head.version == .http1_0, !head.headers.contains(name: "host") else {
      context.fireChannelRead(data)
      return
    }
    // A client of HTTP/1.0 need not name a host; the router, which sees no versions, asks for one.
    var named = head
    named.headers.add(name: "Host", value: "")
    context.fireChannelRead(wrapInboundOut(.head(named)))
  }

  /// Whether more may be written at once.
  private func isWritable(_ context: ChannelHandlerContext) -> Bool {
    if context.channel.isWritable { return true }
    flush(context)
    return context.channel.isWritable
  }

  /// Whether the client waits for `100 Continue` (RFC 9110 section 10.1.1). What is too long for
  /// any route is answered without having been sent.
  private static func awaitsContinue(_ head: HTTPRequestHead) -> Bool {
    guard head.version == .http1_1,
      head.headers.first(name: "expect")?.lowercased() == "100-continue"
    else { return false }
    let length = head.headers.first(name: "content-length").flatMap { Int($0) }
    return length ?? 0 <= Limits.importBodyBytesMax
  }

  private func sayContinue() {
    guard conversation.takeContinue() else { return }
    encoder?.writeAndFlush(
      Self.bytes(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
  }
}

// What goes to the client.
extension HotPath {
  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head) where isOfFault(head):
      let refusal = answers.refusal(of: fault)
      context.write(wrapOutboundOut(.head(refusal.head)), promise: promise)
      context.write(wrapOutboundOut(.body(.byteBuffer(refusal.body))), promise: nil)
    case .head(var head):
      guard let said = conversation.beganAnswer().header else {
        context.write(data, promise: promise)
        return
      }
      head.headers.replaceOrAdd(name: "Connection", value: said)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      activeAt = context.eventLoop.now
      context.write(data, promise: promise)
      if conversation.endedAnswer() == .ends { closeOutput(context) }
      sayContinue()
    }
  }

  /// Whether it is the empty 400 with which Hummingbird answers, in its turn, what the parser does
  /// not take; the routes' own answers say something.
  private func isOfFault(_ head: HTTPResponseHead) -> Bool {
    fault != nil && head.status == .badRequest && !head.headers.contains(name: "content-type")
  }

  private func write(
    _ hit: HotAnswers.Hit, isHead: Bool, _ persistence: Conversation.Persistence,
    _ encoder: ChannelHandlerContext
  ) {
    let body = isHead ? ByteBuffer() : hit.form.body
    // A short body is copied behind its head: one piece costs the kernel less than two.
    let isCopied = body.readableBytes <= Self.copiedBytesMax
    let room = hit.form.head.readableBytes + hit.momentary.utf8.count + 64
    var bytes = encoder.channel.allocator.buffer(
      capacity: room + (isCopied ? body.readableBytes : 0))
    bytes.writeImmutableBuffer(hit.form.head)
    bytes.writeString(hit.momentary)
    bytes.writeString(dateLine(hit.now))
    if let said = persistence.header { bytes.writeString("Connection: \(said)\r\n") }
    bytes.writeStaticString("\r\n")
    if isCopied { bytes.writeImmutableBuffer(body) }
    encoder.write(Self.bytes(bytes), promise: nil)
    if !isCopied { encoder.write(Self.bytes(body), promise: nil) }
    needsFlush = true
  }

  private static let copiedBytesMax = 4096

  private static func bytes(_ buffer: ByteBuffer) -> NIOAny { NIOAny(IOData.byteBuffer(buffer)) }

  private func dateLine(_ now: Timestamp) -> String {
    let second = now.microseconds / 1_000_000
    if date.second != second { date = (second, "Date: \(now.httpDate)\r\n") }
    return date.line
  }

  private func flush(_ context: ChannelHandlerContext) {
    guard needsFlush else { return }
    needsFlush = false
    context.flush()
  }
}

// The connection.
extension HotPath {
  func read(context: ChannelHandlerContext) {
    // Where the router answers, it also says when it wants to read.
    if conversation.isIdle, !context.channel.isWritable {
      isReadHeld = true
    } else {
      context.read()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if isReadHeld, context.channel.isWritable {
      isReadHeld = false
      context.read()
    }
    context.fireChannelWritabilityChanged()
  }

  /// Closes once what was written before is out, or nothing of it is taken any more: a client
  /// that sent all its requests and closed its side still gets its answers.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    needsFlush = false
    guard mode != .input, let encoder, Self.bufferedBytes(context) > 0 else {
      context.close(mode: mode, promise: promise)
      return
    }
    let written = context.eventLoop.makePromise(of: Void.self)
    encoder.writeAndFlush(Self.bytes(ByteBuffer()), promise: written)
    limitLastBytes(context, written, buffered: Self.bufferedBytes(context))
    written.futureResult.assumeIsolated().whenComplete { _ in
      self.lastBytesTask?.cancel()
      context.close(mode: mode, promise: promise)
    }
  }

  /// Gives up the wait for `written` once nothing of it was taken for long: a slow client that
  /// reads gets all (I11: what is written is bounded).
  private func limitLastBytes(
    _ context: ChannelHandlerContext, _ written: EventLoopPromise<Void>, buffered before: Int
  ) {
    let time = TimeAmount.seconds(Int64(Limits.lastBytesSeconds))
    lastBytesTask = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
      let buffered = Self.bufferedBytes(context)
      if buffered < before {
        self.limitLastBytes(context, written, buffered: buffered)
      } else {
        written.fail(ChannelError.alreadyClosed)
      }
    }
  }

  private static func bufferedBytes(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Sends no more, after what was written before; the client closes its own side.
  private func closeOutput(_ context: ChannelHandlerContext) {
    context.flush()
    close(context: context, mode: .output, promise: nil)
  }

  private func scheduleIdleCheck(_ context: ChannelHandlerContext, in time: TimeAmount) {
    idleTask = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
      self.checkIdle(context)
    }
  }

  private func checkIdle(_ context: ChannelHandlerContext) {
    let buffered = Self.bufferedBytes(context)
    let isMoving = buffered != bufferedBytes
    bufferedBytes = buffered
    let left = activeAt + idleTime - context.eventLoop.now
    // A client that does not read is waited for as well, whatever the router has still to say.
    if conversation.waitsForClient || buffered > 0, left <= .zero, !isMoving {
      // Not by way of `close` above: who does not read is not waited for.
      context.close(promise: nil)
    } else {
      scheduleIdleCheck(context, in: left > .zero ? left : idleTime)
    }
  }
}
