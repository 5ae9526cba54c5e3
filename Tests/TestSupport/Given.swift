package import StandardForms
package import StatusDomain

/// What has happened before a command: given(…).when(…) == .success([…]).
package struct Given {
  /// What the events made.
  package let state: StatusState

  /// What led to `state`.
  package init(state: StatusState) { self.state = state }

  /// What `command` brings about ten minutes after `t0`, or at another time.
  package func when(
    _ command: StatusCommand, at now: Timestamp = minute(10)
  ) -> Result<[StatusEvent], Rejection> {
    do throws(Rejection) {
      return .success(try decide(command, state, now: now))
    } catch {
      return .failure(error)
    }
  }

  /// The same after these events too.
  package func and(_ events: StatusEvent...) -> Given { and(events) }

  /// The same after these events too.
  package func and(_ events: [StatusEvent]) -> Given {
    var state = state
    for event in events { evolve(&state, event) }
    return Given(state: state)
  }
}

/// A state that these events made, beginning with nothing.
package func given(_ events: StatusEvent...) -> Given { given(events) }

/// A state that these events made, beginning with nothing.
package func given(_ events: [StatusEvent]) -> Given { Given(state: StatusState()).and(events) }

extension Result where Success == [StatusEvent], Failure == Rejection {
  /// Nothing differs, so nothing is recorded.
  package static var nothing: Self { .success([]) }

  /// Refused because of `field`.
  package static func invalid(_ field: String, _ rule: Rule) -> Self {
    .failure(.invalid(field: field, rule: rule))
  }
}
