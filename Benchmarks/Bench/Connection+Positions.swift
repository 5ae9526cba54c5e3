import ArgumentParser
import Glibc

extension Connection {
  /// Waits for the answers on two connections, without taking them: when each of them came.
  static func moments(
    _ first: Connection, _ second: Connection
  ) -> (ContinuousClock.Instant, ContinuousClock.Instant) {
    var files = [first, second].map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
    var moments: [ContinuousClock.Instant?] = [nil, nil]
    while true {
      poll(&files, 2, -1)
      let now = ContinuousClock.now
      for place in 0...1 where files[place].revents != 0 {
        moments[place] = moments[place] ?? now
        // Not asked for again (poll(2)): a negative descriptor is passed over.
        files[place].fd = -1
      }
      if let first = moments[0], let second = moments[1] { return (first, second) }
    }
  }

  /// A read that is answered once the server shows `position`, or some seconds have passed.
  static func waiting(epoch: Int64, for position: Int64) -> [UInt8] {
    request("GET", "/api/v1/phases", ["Heliograph-Min-Position: \(epoch):\(position)"])
  }

  /// An incident that is recorded with updates, as `count` events at once.
  static func importing(_ count: Int, source: String, token: String) -> [UInt8] {
    let updates = (1..<count).map {
      """
      {"source": "\(source)/\($0)", "createdAt": "2026-01-01T00:01:00Z", \
      "description": "Reads take some seconds. We are looking for the cause."}
      """
    }
    return request(
      "POST", "/api/v1/import", ["Authorization: Bearer \(token)"],
      body: """
        {"items": [{"incident": {"source": "\(source)", \
        "displayName": "Object storage answers slowly", "beganAt": "2026-01-01T00:00:00Z", \
        "endedAt": null, "affects": [], "updates": [\(updates.joined(separator: ", "))]}}]}
        """)
  }
}

extension Connection.Answer {
  /// The epoch and the position that the answer names.
  func position() throws -> (Int64, Int64) {
    let parts = header("heliograph-position")?.split(separator: ":") ?? []
    guard parts.count == 2, let epoch = Int64(parts[0]), let number = Int64(parts[1]) else {
      throw ValidationError("an answer names no position")
    }
    return (epoch, number)
  }
}
