import CZeroMQ
import Glibc

/// One received part; it lives on the stack only until its bytes were copied out.
struct MessagePart: ~Copyable {
  private var message: zmq_msg_t

  init() {
    self.message = zmq_msg_t()
    // Cannot fail: it only writes into the struct (zmq_msg_init(3) names no errors). An empty
    // message holds no address of itself, so that moving the struct is harmless.
    zmq_msg_init(&message)
  }

  deinit {
    var message = self.message
    zmq_msg_close(&message)
  }

  /// Whether a part was waiting and is in here now.
  mutating func receive(from socket: UnsafeMutableRawPointer) throws(ZeroMQError) -> Bool {
    while zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) == -1 {
      switch zmq_errno() {
      case interrupted: continue
      case EAGAIN: return false
      default: throw ZeroMQError(last: "zmq_msg_recv")
      }
    }
    return true
  }

  /// Whether the same message has another part.
  var hasMore: Bool {
    mutating get { zmq_msg_more(&message) != 0 }
  }

  /// Who sent it, as the authenticator named the peer when it connected (zmq_msg_gets(3)).
  var user: String? {
    mutating get { zmq_msg_gets(&message, "User-Id").map { String(cString: $0) } }
  }

  /// A copy of the content.
  var bytes: [UInt8] {
    mutating get {
      let size = zmq_msg_size(&message)
      guard size > 0, let data = zmq_msg_data(&message) else { return [] }
      return [UInt8](UnsafeRawBufferPointer(start: data, count: size))
    }
  }
}
