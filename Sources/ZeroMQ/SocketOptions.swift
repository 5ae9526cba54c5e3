/// All that a socket is told before it binds or connects. Nothing here has a default: each socket's
/// owner states its bounds (I11).
package struct SocketOptions: Sendable {
  /// How long unsent messages may keep `Context.terminate` waiting, in milliseconds (`ZMQ_LINGER`).
  package var lingerMilliseconds: Int32
  /// Messages kept for each peer to be sent; more are dropped or refused (`ZMQ_SNDHWM`), at least
  /// 1.
  package var sendHighWaterMark: Int32
  /// Messages kept for each peer until received (`ZMQ_RCVHWM`), at least 2: libzmq 4.3.4 counts the
  /// name under which the authenticator admitted a peer as a message, and never as read, so that
  /// with 1 nothing of that peer arrives.
  package var receiveHighWaterMark: Int32
  /// A peer that sends a longer message part is disconnected, in bytes (`ZMQ_MAXMSGSIZE`).
  package var receivedPartBytesMax: Int64
  /// The pause before a lost connection is tried again, in milliseconds (`ZMQ_RECONNECT_IVL`).
  package var reconnectMilliseconds: Int32
  /// The bound to which that pause grows, in milliseconds (`ZMQ_RECONNECT_IVL_MAX`).
  package var reconnectMillisecondsMax: Int32
  /// A connection without a sign of life for so long is closed, and tried again, in milliseconds,
  /// 2000 or more: `ZMQ_HANDSHAKE_IVL`, `ZMQ_CONNECT_TIMEOUT`, and of the kernel's own means
  /// `ZMQ_TCP_MAXRT` for what is sent and never acknowledged, keep-alives where nothing is sent.
  ///
  /// Not libzmq's pings: while the reader of a socket is behind, its engine does not read them, and
  /// takes the connection for dead; and a ping that is due while a broken connection is being read
  /// to its end aborts the process (libzmq 4.3.4, `out_event`; zeromq/libzmq#3937 is its
  /// neighbour).
  package var silenceMillisecondsMax: Int32

  /// All of them, in the order above.
  package init(
    lingerMilliseconds: Int32, sendHighWaterMark: Int32, receiveHighWaterMark: Int32,
    receivedPartBytesMax: Int64, reconnectMilliseconds: Int32, reconnectMillisecondsMax: Int32,
    silenceMillisecondsMax: Int32
  ) {
    precondition(sendHighWaterMark > 0, "I11: 0 means without a bound")
    precondition(receiveHighWaterMark > 1, "I11: one place is taken by the peer's name")
    precondition(lingerMilliseconds >= 0, "I11: -1 means waiting for ever")
    precondition(receivedPartBytesMax > 0, "I11: -1 means without a bound")
    precondition(silenceMillisecondsMax >= 2000, "I11: keep-alives count in seconds")
    self.lingerMilliseconds = lingerMilliseconds
    self.sendHighWaterMark = sendHighWaterMark
    self.receiveHighWaterMark = receiveHighWaterMark
    self.receivedPartBytesMax = receivedPartBytesMax
    self.reconnectMilliseconds = reconnectMilliseconds
    self.reconnectMillisecondsMax = reconnectMillisecondsMax
    self.silenceMillisecondsMax = silenceMillisecondsMax
  }
}
