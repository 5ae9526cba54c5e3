extension LogSchema {
  /// How the stored schema differs from format 1, as half a sentence; nil if it does not. A trigger
  /// that is gone could not refuse anything (I2).
  static func fault(_ prepare: Prepare) throws -> String? {
    let statement = try prepare(
      "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    defer { statement.reset() }
    var found: [String: String] = [:]
    while try statement.step() { found[statement.text(0) ?? ""] = statement.text(1) }
    for object in objects where found.removeValue(forKey: object.name) != object.sql {
      return "I2: `\(object.name)` is missing or altered"
    }
    return found.keys.min().map { "`\($0)` is not part of a log" }
  }
}
