import CoreMetrics
import Monitoring

/// Counts what became of changes that were to be sent on.
struct ForwardingCounts: Sendable {
  private let answered = Counter(.forwardedChanges, "answered")
  private let busy = Counter(.forwardedChanges, "busy")
  private let noPrimary = Counter(.forwardedChanges, "no_primary")
  private let unreachable = Counter(.forwardedChanges, "unreachable")
  private let broken = Counter(.forwardedChanges, "broken")
  private let late = Counter(.forwardedChanges, "late")

  func count(_ result: Result<Answer, ForwardingFailure>) {
    switch result {
    case .success: answered.increment()
    case .failure(.busy): busy.increment()
    case .failure(.noPrimary): noPrimary.increment()
    case .failure(.unreachable): unreachable.increment()
    case .failure(.broken): broken.increment()
    case .failure(.late): late.increment()
    }
  }
}
