import StandardForms
import StatusService
import Testing

@testable import HTTPAPI

@Suite struct `What a client would like of the answer to a change` {
  @Test(
    arguments: [
      ("durability=replicated, wait=5", .replicated, 5),
      ("respond-async, Durability=\"local\"", .local, nil), ("wait=0", nil, 0),
      ("wait=5;x=y, wait=7", nil, 5), ("wait=3600", nil, 30), (" wait = 2 ,", nil, 2),
    ] as [(String, Durability?, Int?)])
  func `is a level and a time`(header: String, durability: Durability?, seconds: Int?) {
    let preferences = Preferences(header)
    #expect(preferences.durability == durability)
    #expect(preferences.waitSeconds == seconds)
  }

  @Test(arguments: [
    nil, "", "wait", "wait=", "wait=-1", "wait=soon", "durability=witness", "=", ",;,=;",
    "handling=lenient", "wait=99999999999999999999",
  ])
  func `is passed over where it is not understood`(header: String?) {
    #expect(Preferences(header) == Preferences(nil))
    #expect(Preferences(header).applied == nil)
  }

  @Test func `waits as long as it says, or a moment that nobody asked for`() {
    #expect(Preferences("wait=5").wait == DurabilityWait(limit: .seconds(5), isAsked: true))
    #expect(Preferences("durability=local").wait == DurabilityWait(limit: .zero, isAsked: true))
    let silent = DurabilityWait(limit: Limits.durabilityWaitDefault, isAsked: false)
    #expect(Preferences(nil).wait == silent)
    #expect(Preferences("durability=replicated").wait == silent)
    #expect(Preferences("wait=5, durability=replicated").applied == "durability=replicated, wait=5")
  }
}
