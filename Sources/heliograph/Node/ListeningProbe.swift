import Glibc

/// Tries whether an address can be listened at, before a node makes anything: so a port in use
/// leaves no half-made log behind.
enum ListeningProbe {
  /// - Parameter option: the option that gave the address.
  /// - Throws: `OperatorError` naming address and option.
  static func check(_ address: HostPort, option: String) throws {
    let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let found else {
      throw OperatorError(
        "--\(option) names the host \"\(address.host)\", which is not known here",
        hint: "give an address of this machine")
    }
    defer { freeaddrinfo(found) }
    let candidate = found.pointee
    let probe = socket(
      candidate.ai_family, candidate.ai_socktype | closeOnExec, candidate.ai_protocol)
    guard probe >= 0 else { return }
    defer { close(probe) }
    var yes: Int32 = 1
    setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(probe, candidate.ai_addr, candidate.ai_addrlen) != 0 else { return }
    let reason = errno == EADDRINUSE ? "is in use" : String(cString: strerror(errno))
    throw OperatorError(
      "--\(option) is \(address.authority), which cannot be listened at (\(reason))",
      hint: "stop the program that listens there, or choose another address with --\(option)")
  }
}
