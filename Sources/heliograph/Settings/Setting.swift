import ArgumentParser

/// One option of a node: its name on the command line, in the environment and in the file, and what
/// it is when nobody says.
struct Setting {
  let name: String
  let fallback: String?
  let help: String

  /// `HELIOGRAPH_` and the name in capitals.
  var environmentName: String {
    Self.environmentPrefix + name.uppercased().replacing("-", with: "_")
  }

  /// The help of the flag, which names the other two ways and the default.
  var argumentHelp: ArgumentHelp {
    let fallbackText = fallback.map { "; default: \($0)" } ?? ""
    return ArgumentHelp("\(help) (\(environmentName)\(fallbackText))", valueName: name)
  }
}

extension Setting {
  /// What the variables of this program begin with.
  static let environmentPrefix = "HELIOGRAPH_"

  /// Variables with that prefix that are no settings of a node.
  static let toolVariables: Set<String> = [
    "HELIOGRAPH_CONFIG", "HELIOGRAPH_SERVER", "HELIOGRAPH_TOKEN",
  ]

  static let data = Setting(
    name: "data", fallback: nil,
    help: "The folder that holds the log; it is made if it is not there.")
  static let http = Setting(
    name: "http", fallback: "127.0.0.1:8080", help: "HOST:PORT on which page and API are served.")
  static let publish = Setting(
    name: "publish", fallback: "tcp://127.0.0.1:7001",
    help: "Where replicas subscribe to new events; a loopback address for now.")
  static let control = Setting(
    name: "control", fallback: "tcp://127.0.0.1:7002",
    help: "Where replicas fetch and acknowledge events; a loopback address for now.")
  static let adminToken = Setting(
    name: "admin-token", fallback: nil,
    help: """
      The administrator's token of a new log; without it one is made and shown once. It changes \
      nothing after the first start.
      """)
  static let provision = Setting(
    name: "provision", fallback: nil,
    help: """
      A YAML file with the components, impact types, severities and phases that the node is to \
      have; what differs is recorded before anything is served.
      """)
  static let publicURL = Setting(
    name: "public-url", fallback: nil,
    help: """
      Where clients reach this primary; replicas tell it to those who want to write. Left out, it \
      is http:// and the HTTP address.
      """)
  static let primaryPublish = Setting(
    name: "primary-publish", fallback: "tcp://127.0.0.1:7001",
    help: "The primary's --publish address.")
  static let primaryControl = Setting(
    name: "primary-control", fallback: "tcp://127.0.0.1:7002",
    help: "The primary's --control address.")
  static let nodeName = Setting(
    name: "name", fallback: nil,
    help: """
      What this node is called: one of the names in the file of --cluster. Without such a file it \
      is what the primary calls a replica, and by default the node's role.
      """)
  static let cluster = Setting(
    name: "cluster", fallback: nil,
    help: """
      A YAML file with all nodes that keep the same log (`heliograph cluster check`); it is read \
      at the start, and again at SIGHUP.
      """)
  static let keys = Setting(
    name: "keys", fallback: nil,
    help: """
      The file with this node's secrets (`heliograph keys generate`), for a node whose public key \
      is in the file of --cluster.
      """)
  static let forwardWrites = Setting(
    name: "forward-writes", fallback: "off",
    help: """
      Whether a replica sends changes on to the primary, with their tokens, and gives back what it \
      answers, instead of telling the primary's address: on, off.
      """)
  static let title = Setting(
    name: "title", fallback: "Status", help: "The title of the page.")
  static let theme = Setting(
    name: "theme", fallback: nil,
    help: """
      A folder with colours, texts and templates for the page (`heliograph theme new`); it is read \
      once, at the start.
      """)
  static let corsOrigins = Setting(
    name: "cors-origins", fallback: "*",
    help: "Origins whose scripts may call the API, separated by commas; * for all.")
  static let metrics = Setting(
    name: "metrics", fallback: "on",
    help: "Whether GET /metrics shows metrics to whoever reaches the HTTP address: on, off.")
  static let scrubInterval = Setting(
    name: "scrub-interval", fallback: "24h",
    help: """
      How long the node takes to re-read its whole log and look for damage, again and again: a \
      number with s, m, h or d; off for never.
      """)
  static let logFormat = Setting(
    name: "log-format", fallback: "text",
    help: "How lines of the log are written: text, or json for collectors.")
  static let logLevel = Setting(
    name: "log-level", fallback: "info",
    help: "What is logged to standard error: trace, debug, info, notice, warning, error, critical.")
}
