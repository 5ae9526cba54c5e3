import StandardForms

/// What an orphan says, in a few words for people: its type, and the name or time that it is about.
struct OrphanTitle {
  let text: String

  /// - Parameter event: as `GET /api/v1/orphans/{bundle}` shows it.
  init(_ event: JSONValue) {
    let type = (event["type"]?.string ?? "?").printable
    let subject = Self.subject(event["texts"]) ?? Self.subject(event["data"])
    text = subject.map { "\(type) \($0)" } ?? type
  }

  /// The first member that tells people most.
  private static func subject(_ object: JSONValue?) -> String? {
    for key in ["name", "description", "names", "began_at", "ended_at", "key", "node"] {
      guard let value = object?[key] else { continue }
      if let text = value.string { return quoted(text) }
      if let list = value.array {
        return list.compactMap(\.string).map(quoted).joined(separator: ", ")
      }
    }
    if let value = object?["value"]?.integer ?? object?["order"]?.integer { return "\(value)" }
    return nil
  }

  private static let charactersMax = 60

  private static func quoted(_ text: String) -> String {
    let shown = text.printable
    return shown.count > charactersMax
      ? "\"\(shown.prefix(charactersMax - 1))…\"" : "\"\(shown)\""
  }
}
