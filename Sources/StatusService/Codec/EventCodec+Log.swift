import StatusDomain

extension EventCodec {
  static func encode(_ event: LogEvent, _ writer: inout PayloadWriter) -> EventType.LogWord {
    switch event {
    case .epochOpened(let epoch):
      writer.fact("epoch", epoch)
      return .epochOpened
    case .forkDetected(let fork):
      writer.fact("node", fork.node)
      writer.fact("epoch", fork.epoch)
      writer.fact("after", fork.after)
      writer.fact("through", fork.through)
      return .forkDetected
    }
  }

  static func logEvent(
    _ type: EventType.LogWord, _ payload: PayloadReader
  ) throws(CodecError) -> LogEvent {
    switch type {
    case .epochOpened: .epochOpened(epoch: try payload.integer("epoch"))
    case .forkDetected:
      .forkDetected(
        Fork(
          node: try payload.string("node"), epoch: try payload.integer("epoch"),
          after: try payload.integer("after"), through: try payload.integer("through")))
    }
  }
}
