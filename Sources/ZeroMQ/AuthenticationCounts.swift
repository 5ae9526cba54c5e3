import CoreMetrics
import Monitoring

/// Counts what the authenticator said.
struct AuthenticationCounts {
  private let member = Counter(.authentications, "member")
  private let loopback = Counter(.authentications, "loopback")
  private let unknownKey = Counter(.authentications, "unknown_key")
  private let unproven = Counter(.authentications, "no_key")
  private let mechanism = Counter(.authentications, "mechanism")
  private let domain = Counter(.authentications, "domain")
  private let malformed = Counter(.authentications, "malformed")

  func count(_ verdict: AuthenticationVerdict) {
    switch verdict {
    case .member: member.increment()
    case .loopback: loopback.increment()
    case .unknownKey: unknownKey.increment()
    case .unproven: unproven.increment()
    case .mechanism: mechanism.increment()
    case .domain: domain.increment()
    case .malformed: malformed.increment()
    }
  }
}
