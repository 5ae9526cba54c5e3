import EventLog
import Membership
import StandardForms
import Testing

@Suite struct `A cluster's file that is read again` {
  private let log = UUIDValue(Clusters.log).map { LogID($0) }
  private let other = LogID(UUIDValue(7))

  private func sentences(
    _ old: String, _ new: String, at own: NodeName = "fra-1", having log: LogID? = nil
  ) throws -> [String] {
    try MembershipChange(
      from: try Clusters.read(old), to: try Clusters.read(new), at: own, having: log
    ).sentences
  }

  @Test func `changes nothing if it says the same`() throws {
    #expect(try sentences(Clusters.four, Clusters.four) == [])
  }

  @Test func `has each of its changes told in a sentence`() throws {
    let new =
      "required-regions: [ber, fra]\npolicy: strict\nlog: \(Clusters.log)\nnodes:\n"
      + Clusters.node("fra-1", 1, "fra", "keys: [\"\(Clusters.key)\"]")
      .replacing("7010", with: "7999")
      + Clusters.node("muc-1", 2, "nue", "keys: [\"\(Clusters.otherKey)\"]\n  roles: [replica]")
      + Clusters.node("ber-2", 5, "ber", "keys: [\"\(String(repeating: "0", count: 40))\"]")
    #expect(
      try sentences(Clusters.four, new, having: log) == [
        "the log is \(Clusters.log) and was not named",
        "what is required is ber, fra and was fra, muc", "the policy is strict and was local",
        "muc-2 is gone", "ber-1 is gone",
        "fra-1: publish is tcp://127.0.0.1:7999 and was tcp://127.0.0.1:7010",
        "fra-1: keys is \(Clusters.key) and was none", "muc-1: region is nue and was muc",
        "muc-1: keys is \(Clusters.otherKey) and was none", "muc-1: now it is only replica",
        "ber-2 is new: number 5, region ber, may be primary, publishes at tcp://127.0.0.1:7050, is "
          + "asked at tcp://127.0.0.1:7051, serves http://127.0.0.1:8085",
      ])
  }

  private func refusal(
    _ old: String, _ new: String, at own: NodeName = "fra-1", having log: LogID? = nil
  ) throws -> String? {
    do {
      _ = try sentences(old, new, at: own, having: log)
      return nil
    } catch let refusal as MembershipRefusal {
      return refusal.reason
    }
  }

  @Test func `is refused by a node that it does not name any more`() throws {
    let new = Clusters.four.replacing("muc-2", with: "muc-9")
    #expect(try refusal(Clusters.four, new, at: "muc-2") == "no node is called muc-2")
    #expect(try refusal(Clusters.four, new) == nil)
  }

  @Test func `never gives a node another number`() throws {
    let new = Clusters.four.replacing("number: 3", with: "number: 9")
    for own: NodeName in ["muc-2", "fra-1"] {
      #expect(
        try refusal(Clusters.four, new, at: own) == "muc-2 has the number 9 and had 3")
    }
  }

  @Test func `never names another log`() throws {
    let named = "log: \(Clusters.log)\n" + Clusters.four
    #expect(try refusal(named, "log: \(other.text)\n" + Clusters.four)?.contains("was") == true)
    #expect(try refusal(Clusters.four, named, having: other)?.contains("this node has") == true)
    #expect(try refusal(Clusters.four, named, having: log) == nil)
    #expect(try refusal(named, Clusters.four, having: log) == nil)
  }
}
