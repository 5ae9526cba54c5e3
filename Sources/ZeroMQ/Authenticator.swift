import CZeroMQ
import Glibc
import StandardForms
import Synchronization

/// Answers libzmq's question whether a peer may connect, for all sockets of a context, on a thread
/// of its own: the handler of ZAP 1.0 (RFC 27).
///
///     socket ──who is at 10.0.0.2 with key K?──▶ inproc://zeromq.zap.01 ──▶ admissions
///            ◀──────── 200 as user K, or no ───┘
///
/// While it does not run nobody can connect: every socket of ours is told so (`SocketSecurity`).
/// Connections that stand go on; so its end, which is not to be expected, wakes the owner of the
/// sockets, and `checkRunning` then fails: the owner closes them.
package final class Authenticator: Sendable {
  private let state: AuthenticatorState

  /// An authenticator that answers when this returns. To be made before any socket of `context`
  /// listens or connects.
  /// - Parameters:
  ///   - domain: that of the sockets it answers for, which must all have the same.
  ///   - owner: set when the thread has ended, for whatever reason.
  /// - Throws: `.addressInUse` if the context has one already, `.tooManyFiles`, `.other`.
  package init(
    in context: Context, domain: String, admissions: Admissions, waking owner: WakeSignal
  ) throws(ZeroMQError) {
    let state = AuthenticatorState(admissions, wake: try WakeSignal(), owner: owner)
    let socket = try Socket(authenticatorIn: context)
    try socket.bind(Self.address)
    self.state = state
    let work = AuthenticatorWork(domain: Array(domain.utf8), socket, state)
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<AuthenticatorWork>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(work).toOpaque())
    guard result == 0 else {
      Unmanaged.passUnretained(work).release()
      throw ZeroMQError(errno: result, operation: "pthread_create")
    }
    pthread_setname_np(thread, "authenticator")
    pthread_detach(thread)
  }

  deinit { stop() }

  /// Whom it admits from now on. What is connected stays so: `Socket.rebind` cuts it off, and
  /// `Admissions.peer(of:)` tells whose messages are not to be heard any more.
  package func admit(_ admissions: Admissions) {
    state.fields.withLock { $0.admissions = admissions }
  }

  /// Does nothing while the thread runs.
  /// - Throws: why it ended; `.closed` after `stop`, or after the end of the context.
  package func checkRunning() throws(ZeroMQError) {
    if let end = state.fields.withLock({ $0.end }) { throw end }
  }

  /// Ends the thread soon; nobody can connect from then on. Does nothing the second time.
  package func stop() {
    state.fields.withLock { $0.isStopping = true }
    state.wake.set()
  }

  /// Where libzmq asks (RFC 27, "Protocol implementation").
  private static let address = "inproc://zeromq.zap.01"
}

/// What the authenticator shares with its thread.
private final class AuthenticatorState: Sendable {
  struct Fields {
    var admissions: Admissions
    var isStopping = false
    var end: ZeroMQError?
  }

  let fields: Mutex<Fields>
  let wake: WakeSignal
  let owner: WakeSignal

  init(_ admissions: Admissions, wake: WakeSignal, owner: WakeSignal) {
    self.fields = Mutex(Fields(admissions: admissions))
    self.wake = wake
    self.owner = owner
  }
}

/// What the authenticator's thread does; it alone uses this.
private final class AuthenticatorWork {
  private let domain: [UInt8]
  private let socket: Socket
  private let state: AuthenticatorState
  private let counts = AuthenticationCounts()

  init(domain: [UInt8], _ socket: Socket, _ state: AuthenticatorState) {
    self.domain = domain
    self.socket = socket
    self.state = state
  }

  func run() {
    let end: ZeroMQError
    do throws(ZeroMQError) {
      let poller = Poller([socket], wake: state.wake)
      while !state.fields.withLock({ $0.isStopping }) {
        try poller.wait(timeout: nil)
        state.wake.reset()
        try answerNext()
      }
      end = ZeroMQError(errno: ZeroMQError.contextTerminated, operation: "authenticator")
    } catch {
      end = error
    }
    socket.close()
    state.fields.withLock { $0.end = end }
    state.owner.set()
  }

  private func answerNext() throws(ZeroMQError) {
    switch try socket.receive(partsMax: Limits.authenticationFramesMax, withUser: false) {
    case .nothing, .tooManyParts: return
    case .message(let parts, _):
      // A router's message: whose question it is, an empty frame, the question.
      guard parts.count >= 2, parts[1].isEmpty else { return }
      let request = AuthenticationRequest(parts[2...])
      let verdict = verdict(on: request)
      counts.count(verdict)
      let (code, text) = verdict.status
      _ = try socket.send([
        parts[0], [], AuthenticationRequest.version, request?.id ?? [], Array(code.utf8),
        Array(text.utf8), Array(verdict.user.utf8), [],
      ])
    }
  }

  private func verdict(on request: AuthenticationRequest?) -> AuthenticationVerdict {
    guard let request else { return .malformed }
    guard request.domain == domain else { return .domain }
    return state.fields.withLock { $0.admissions }.verdict(on: request)
  }
}
