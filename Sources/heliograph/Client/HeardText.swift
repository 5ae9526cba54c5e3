import StandardForms

/// How far the log was heard of and what the nodes have that can be reached: what an operator
/// weighs before promoting a node without the primary.
struct HeardText {
  let lines: [String]
  /// What is to be confirmed.
  let position: Int64

  /// - Parameter status: what `GET /api/v1/cluster` of `node` answers.
  /// - Throws: `OperatorError` for what is no such answer.
  init(_ status: JSONValue, by node: String) throws {
    guard let heard = status["heard"], let position = heard["position"]?.integer,
      let head = status["head"]?.integer
    else {
      throw OperatorError(
        "\(node) was started without --cluster", hint: "only nodes of a cluster can be promoted")
    }
    self.position = position
    var lines: [String] = []
    if let by = heard["by"]?.string, let age = heard["ageMilliseconds"]?.integer {
      lines.append(
        "\(node) heard of the log up to position \(position), from \(by.printable) "
          + "\(Duration.milliseconds(age).inWords) ago; it has \(head) itself.")
    } else {
      lines.append("\(node) has heard no other node since it started; it has \(head) itself.")
    }
    let reachable = (status["nodes"]?.array ?? []).filter { $0["connected"] == .bool(true) }
    for other in reachable {
      guard let name = other["name"]?.string, let head = other["head"]?.integer else { continue }
      lines.append("\(name.printable) can be reached, and has \(head).")
    }
    let best = ([head] + reachable.compactMap { $0["head"]?.integer }).max() ?? head
    let missing = max(0, position - best)
    lines.append(
      missing == 0
        ? "Nothing that was heard of is missing on these nodes."
        : "\(missing) event\(missing == 1 ? "" : "s") that was heard of would be missing.")
    self.lines = lines
  }
}
