import StandardForms

/// What a node knows of its cluster, for an operator who has just been woken up: whether anything
/// is wrong, then each node with its state first, then what is wrong and what to do.
struct StatusText {
  private let status: JSONValue
  private let nodes: [JSONValue]
  private let isHealthy: Bool

  /// - Parameter status: what `GET /api/v1/cluster` answers.
  init(_ status: JSONValue, isHealthy: Bool) {
    self.status = status
    self.isHealthy = isHealthy
    nodes = status["nodes"]?.array ?? []
  }

  var lines: [String] {
    let problems = problems
    return [headline(problems.count / 2), position, ""] + table.lines
      + (problems.isEmpty ? [] : ["", "What is wrong:"] + problems)
  }

  private func headline(_ count: Int) -> String {
    let verdict = isHealthy ? "HEALTHY" : "NOT HEALTHY: \(count) problem\(count == 1 ? "" : "s")"
    let role = text(status, "role")
    return "\(verdict). \(text(status, "name")), \(role) in epoch \(text(status, "epoch")): "
      + text(status, "condition")
  }

  private var position: String {
    let committed = status["committed"]?.integer.map { ", replicated up to \($0)" } ?? ""
    return "Head \(text(status, "head"))\(committed); log \(text(status, "log"))"
  }

  private var table: TextTable {
    var table = TextTable(
      ["STATE", "LAG", "HEARD", "NODE", "REGION", "ROLE", "EPOCH", "HEAD", "ON DISK"],
      numbers: ["LAG", "EPOCH", "HEAD", "ON DISK"])
    let head = text(status, "head")
    table.add(
      ["this node", text(status, "lag"), "now"]
        + ["name", "region", "role", "epoch"].map { text(status, $0) } + [head, head])
    for node in nodes {
      table.add(
        [state(node), text(node, "lag"), heard(node)]
          + ["name", "region", "role", "epoch", "head", "acknowledged"].map { text(node, $0) })
    }
    return table
  }

  /// Two lines for each.
  private var problems: [String] {
    let own = (status["problems"]?.array ?? []).map { (text(status, "name"), $0) }
    let others = nodes.compactMap { node -> (String, JSONValue)? in
      guard let problem = node["problem"], problem != .null else { return nil }
      return (text(node, "name"), problem)
    }
    return (own + others).flatMap { name, problem in
      ["  \(name): \(text(problem, "reason"))", "    To do: \(text(problem, "hint"))"]
    }
  }

  private func state(_ node: JSONValue) -> String {
    node["connected"] == .bool(true) ? "connected" : "NOT CONNECTED"
  }

  private func heard(_ node: JSONValue) -> String {
    node["ageMilliseconds"]?.integer.map { "\(Duration.milliseconds($0).inWords) ago" } ?? "never"
  }

  /// A member as people read it; `-` for what is not known.
  private func text(_ value: JSONValue, _ key: String) -> String {
    (value[key]?.string ?? value[key]?.integer.map { "\($0)" } ?? "-").printable
  }
}
