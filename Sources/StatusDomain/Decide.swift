package import StandardForms

/// What `command` changes in `state` at `now`: one event for each fact, none if nothing differs.
///
/// Pure. Faults are told in one order: what contradicts itself or names what does not exist, then
/// an absent resource, then a version that is not the expected one, then a conflict.
/// - Throws: `Rejection`; nothing is to be recorded then.
package func decide(
  _ command: StatusCommand, _ state: StatusState, now: Timestamp
) throws(Rejection) -> [StatusEvent] {
  switch command {
  case .component(let id, let command):
    try state.decide(command, id, now: now).map { .component(id, $0) }
  case .impactType(let id, let command):
    try state.decide(command, id, now: now).map { .impactType(id, $0) }
  case .severity(let command): try state.decide(command, now: now).map { .severity($0) }
  case .publishPhases(let names): try state.decide(publishing: names).map { .phases($0) }
  case .incident(let id, let command):
    try state.decide(command, id, now: now).map { .incident(id, $0) }
  case .token(let id, let command):
    try state.decide(command, id, now: now).map { .token(id, $0) }
  case .importing(let command): try state.decide(command, now: now)
  case .provision(let command): try state.decide(command, now: now)
  case .log(let command): state.decide(command).map { .log($0) }
  case .reapply(let reapplication):
    try state.reapplying(reapplication, now: now, known: { _ in nil }).map(\.event)
  }
}
