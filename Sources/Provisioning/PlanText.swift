import StandardForms
package import StatusDomain

/// A plan as people read it: `+` for what is new, `~` for what changes, `-` for what goes.
package struct PlanText {
  private let plan: ProvisioningPlan
  private let isColoured: Bool

  /// - Parameter isColoured: whether the signs are coloured as terminals understand it
  ///   (ECMA-48 section 8.3.117).
  package init(_ plan: ProvisioningPlan, isColoured: Bool) {
    self.plan = plan
    self.isColoured = isColoured
  }

  /// The lines: each step with what changes in it, and the sum at the end.
  package var lines: [String] {
    plan.steps.flatMap { lines($0) } + (plan.steps.isEmpty ? [] : [""]) + [summary]
  }

  /// The sum: `Plan: 3 to create, 1 to change, 0 to retire.`
  package var summary: String {
    guard !plan.steps.isEmpty else { return "No changes: the node has all that is declared." }
    return "Plan: \(counts(["to create", "to change", "to adopt", "to retire"]))."
  }

  /// The sum once the plan was applied: `Applied: 3 created, 1 changed, 0 retired.`
  package var applied: String {
    guard !plan.steps.isEmpty else { return summary }
    return "Applied: \(counts(["created", "changed", "adopted", "retired"]))."
  }

  /// What is adopted is told only where something is: most plans adopt nothing.
  private func counts(_ words: [String]) -> String {
    zip(ProvisioningPlan.Action.allCases, words)
      .filter { $0.0 != .adopt || plan.count(.adopt) > 0 }
      .map { "\(plan.count($0)) \($1)" }.joined(separator: ", ")
  }

  private func lines(_ step: ProvisioningPlan.Step) -> [String] {
    let adopts = step.action == .adopt ? "adopt " : ""
    let name =
      step.kind == .phases ? step.name ?? "" : step.name.map { quoted($0) } ?? "(withheld)"
    let id = step.action == .create ? "" : step.id.map { " (\($0.text))" } ?? ""
    return ["  \(sign(step.action.sign)) \(adopts)\(step.kind.words) \(name)\(id)"]
      + step.differences.map { line($0) }
  }

  private func line(_ difference: ProvisioningPlan.Difference) -> String {
    let new = difference.new.map { words($0) }
    let old = difference.old.map { words($0) }
    switch (old, new) {
    case (let old?, let new?): return "      \(sign("~")) \(field(difference)): \(old) -> \(new)"
    case (nil, let new?): return "      \(sign("+")) \(field(difference)): \(new)"
    case (let old?, nil): return "      \(sign("-")) \(field(difference)): \(old)"
    case (nil, nil): return "      \(sign("-")) \(field(difference))"
    }
  }

  /// A label's name can be anything.
  private func field(_ difference: ProvisioningPlan.Difference) -> String {
    let isPlain = difference.field.unicodeScalars.allSatisfy {
      $0.isASCII && $0.value > 0x20 && $0.value < 0x7F
    }
    return isPlain ? difference.field : quoted(difference.field)
  }

  private func words(_ value: ProvisioningPlan.Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .number(let number): "\(number)"
    }
  }

  private func sign(_ sign: String) -> String {
    guard isColoured else { return sign }
    let colour = sign == "+" ? 32 : sign == "-" ? 31 : 33
    return "\u{1B}[\(colour)m\(sign)\u{1B}[0m"
  }
}

extension ProvisioningPlan.Action {
  fileprivate var sign: String {
    switch self {
    case .create: "+"
    case .change, .adopt: "~"
    case .retire: "-"
    }
  }
}

extension ProvisioningPlan.Kind {
  fileprivate var words: String {
    switch self {
    case .impactType: "impact type"
    case .component: "component"
    case .severity: "severity"
    case .phases: "phases"
    }
  }
}
