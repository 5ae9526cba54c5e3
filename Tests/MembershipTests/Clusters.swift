import EventLog
import Membership
import YAMLReading

/// Memberships to test with, from the text that an operator would write.
enum Clusters {
  static let log = "0b8e6a52-1111-4222-8333-444455556666"
  /// A CURVE key: the one of the ZeroMQ documentation's first example.
  static let key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
  static let otherKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
  static let signingKey = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

  /// A node on loopback, whose addresses follow from its number.
  static func node(_ name: String, _ number: Int, _ region: String, _ more: String = "") -> String {
    """
    - name: \(name)
      number: \(number)
      region: \(region)
      publish: tcp://127.0.0.1:\(7000 + 10 * number)
      control: tcp://127.0.0.1:\(7001 + 10 * number)
      url: http://127.0.0.1:\(8080 + number)
    \(more.isEmpty ? "" : "  " + more + "\n")
    """
  }

  /// Three nodes in two regions that are both required, and one elsewhere that only copies.
  static let four =
    "required-regions: [fra, muc]\nnodes:\n" + node("fra-1", 1, "fra") + node("muc-1", 2, "muc")
    + node("muc-2", 3, "muc") + node("ber-1", 4, "ber", "roles: [replica]")

  static func read(_ yaml: String) throws -> Membership {
    try Membership(yaml: Array(yaml.utf8))
  }

  /// What is wrong with `yaml`, a line each.
  static func faults(_ yaml: String) -> [String] {
    do throws(DocumentFaults) {
      _ = try Membership(yaml: Array(yaml.utf8))
      return []
    } catch {
      return error.faults.map { $0.line(in: "c.yaml") }
    }
  }
}

extension NodeName: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    guard let name = NodeName(text) else { preconditionFailure("\(text) is no node's name") }
    self = name
  }
}

extension Region: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    guard let region = Region(text) else { preconditionFailure("\(text) is no region") }
    self = region
  }
}
