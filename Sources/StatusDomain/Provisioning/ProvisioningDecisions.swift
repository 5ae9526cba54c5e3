import HashTreeCollections
package import StandardForms

extension StatusState {
  /// What `command` changes here at `now`: as a plan for people, and as events. Both are empty if
  /// the node has all that is declared.
  ///
  /// What was declared once and is declared again unchanged changes nothing.
  /// - Throws: `Rejection` `.declaration` with all that must be settled first.
  package func provisioning(
    _ command: ProvisionCommand, now: Timestamp
  ) throws(Rejection) -> (plan: ProvisioningPlan, events: [StatusEvent]) {
    var planner = Planner(command, self, now: now)
    let declaration = command.declaration
    if let impactTypes = declaration.impactTypes { planner.plan(impactTypes: impactTypes) }
    if let components = declaration.components { planner.plan(components: components) }
    if let severities = declaration.severities { planner.plan(severities: severities) }
    if let phases = declaration.phases { planner.plan(phases: phases) }
    // I11: all that a command records must fit one transaction.
    if planner.events.count > Limits.provisionedEventsMax { planner.faultTooMany() }
    guard planner.faults.isEmpty else { throw .declaration(planner.faults) }
    return (ProvisioningPlan(steps: planner.sortedSteps), planner.events)
  }

  func decide(_ command: ProvisionCommand, now: Timestamp) throws(Rejection) -> [StatusEvent] {
    let events = try provisioning(command, now: now).events
    return command.isRehearsal ? [] : events
  }
}

extension Planner {
  fileprivate mutating func faultTooMany() {
    let retired = steps.count { $0.action == .retire }
    fault(
      "",
      retired > Limits.provisionedEventsMax
        ? .tooManyRetired(retired)
        : .tooManyChanges(events.count, things: steps.count, prunes: command.prunes))
  }

  fileprivate var sortedSteps: [ProvisioningPlan.Step] {
    ProvisioningPlan.Kind.allCases.flatMap { kind in
      steps.filter { $0.kind == kind }.sorted { a, b in
        (a.name ?? "", a.id ?? UUIDValue(0)) < (b.name ?? "", b.id ?? UUIDValue(0))
      }
    }
  }
}
