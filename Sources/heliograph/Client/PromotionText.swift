import StandardForms

/// What became of a promotion, for its operator.
struct PromotionText {
  let lines: [String]

  /// - Parameter report: what `POST /api/v1/cluster/promotion` answers.
  /// - Throws: `OperatorError` for what is no such answer.
  init(_ report: JSONValue, of node: String) throws {
    guard let epoch = report["epoch"]?.integer, let position = report["position"]?.integer,
      let missing = report["missing"]?.integer, case .bool(let isComplete)? = report["complete"]
    else {
      throw OperatorError(
        "the server's answer says nothing of a promotion", hint: "check --server and its version")
    }
    var lines = ["\(node) is the primary of epoch \(epoch), from position \(position) on."]
    if missing > 0 {
      lines.append(
        "Heard of and not here: \(missing) event\(missing == 1 ? "" : "s"). "
          + "Who has them keeps them as orphans when it comes back.")
    }
    lines.append(
      isComplete
        ? "Everything that was replicated is here, but for what a disk has lost since."
        : "It is not known whether everything that was replicated is here.")
    let silent = (report["silent"]?.array ?? []).compactMap(\.string)
    if !silent.isEmpty {
      lines.append(
        "Not heard, or with more of an older epoch: \(silent.joined(separator: ", ").printable).")
    }
    self.lines = lines
  }
}
