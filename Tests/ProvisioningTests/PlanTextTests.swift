import Provisioning
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `A plan` {
  private let plan: ProvisioningPlan = valid { () throws(Rejection) in
    let before = given(
      .registered(1, "Store", labels: ["zone": "a", "old": "x"]), .registered(2, "Network"),
      .registered(3, "Gone \u{1B}[31m"), .band("low", 33), .band("high", 100),
      .published(1, ["New"]))
    let declaration = Declaration(
      impactTypes: [DeclaredImpactType(name: "Slowness", description: "It waits.")],
      components: [
        DeclaredComponent(name: "Store", labels: ["zone": "b", "a b": "c"]),
        DeclaredComponent(key: "net", name: "Network"),
        DeclaredComponent(key: "api", name: "API", labels: ["zone": "1"]),
      ], severities: [.band("low", 40), .band("worst", 100)], phases: ["New", "Done"])
    return try before.state.provisioning(
      ProvisionCommand(declaration, prunes: true, newID: numbered(from: 101)), now: minute(10)
    ).plan
  }

  @Test func `is shown as people know it`() {
    #expect(
      PlanText(plan, isColoured: false).lines.joined(separator: "\n") == #"""
          + impact type "Slowness"
              + description: "It waits."
          + component "API"
              + labels.zone: "1"
              + key: "api"
          - component "Gone \u{1b}[31m" (00000000-0000-0000-0000-000000000003)
          ~ adopt component "Network" (00000000-0000-0000-0000-000000000002)
              + key: "net"
          ~ component "Store" (00000000-0000-0000-0000-000000000001)
              + "labels.a b": "c"
              - labels.old: "x"
              ~ labels.zone: "a" -> "b"
          ~ severity "low"
              ~ value: 33 -> 40
          ~ severity "worst"
              ~ displayName: "high" -> "worst"
          ~ phases generation 2
              + phases[1]: "Done"

        Plan: 2 to create, 4 to change, 1 to adopt, 1 to retire.
        """#)
  }

  @Test func `is coloured where that is asked for, and nothing else changes`() {
    let plain = PlanText(plan, isColoured: false).lines
    let coloured = PlanText(plan, isColoured: true).lines
    #expect(coloured[0] == "  \u{1B}[32m+\u{1B}[0m impact type \"Slowness\"")
    #expect(coloured.map { $0.replacing(/\u{1B}\[\d+m/, with: "") } == plain)
  }

  @Test func `says in one line what was done, or that nothing is to do`() {
    #expect(
      PlanText(plan, isColoured: false).applied
        == "Applied: 2 created, 4 changed, 1 adopted, 1 retired.")
    let nothing = PlanText(ProvisioningPlan(steps: []), isColoured: false)
    #expect(nothing.lines == ["No changes: the node has all that is declared."])
  }

  @Test func `goes through an answer unchanged`() throws {
    var json = JSONWriter()
    plan.write(to: &json)
    #expect(ProvisioningPlan(try JSONValue(parsing: json.bytes)) == plan)
    #expect(ProvisioningPlan(.object([])) == nil)
  }
}
