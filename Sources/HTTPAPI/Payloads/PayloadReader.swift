import StandardForms
import StatusDomain

extension Problem {
  /// A body that is not JSON.
  init(_ error: JSONError) {
    self.init(
      .invalid, "\(error.path): \(error.reason) (byte \(error.offset)).", field: error.path)
  }
}

/// Reads the members of one JSON object; a fault names the member by its path, `$.affects[0].type`.
///
/// Members that nobody asks for are passed over. Past this reader everything is a domain type, and
/// nothing is checked again.
struct PayloadReader {
  private let value: JSONValue
  private let path: String

  /// Reads a whole body.
  /// - Throws: `Problem` unless it is a JSON object that has at least one of `names`.
  init(body: [UInt8], holding names: [String]) throws(Problem) {
    do throws(JSONError) {
      value = try JSONValue(parsing: body)
    } catch {
      throw Problem(error)
    }
    path = "$"
    guard let members = value.members else {
      throw Problem.malformed(path, "the body must be a JSON object")
    }
    guard members.contains(where: { names.contains($0.key) }) else {
      throw Problem.malformed(
        path, "the body has none of the members " + names.joined(separator: ", "))
    }
  }

  /// Reads an object inside a body.
  init(_ value: JSONValue, at path: String) throws(Problem) {
    guard value.members != nil else { throw Problem.malformed(path, "it must be a JSON object") }
    self.value = value
    self.path = path
  }

  /// The path of the member `name`.
  func path(_ name: String) -> String { path + "." + name }

  /// What stands there; `nil` for an absent member and for `null`.
  func value(_ name: String) -> JSONValue? {
    switch value[name] {
    case nil, .null?: nil
    case let value?: value
    }
  }

  /// Whether the member is there, `null` or not.
  func has(_ name: String) -> Bool { value[name] != nil }
}

extension PayloadReader {
  /// A member that may be absent or `null`, read by `read`.
  func optional<T>(
    _ name: String, _ read: (JSONValue, String) throws(Problem) -> T
  ) throws(Problem) -> T? {
    guard let value = value(name) else { return nil }
    return try read(value, path(name))
  }

  /// A member that must be there and not `null`.
  func required<T>(
    _ name: String, _ read: (JSONValue, String) throws(Problem) -> T
  ) throws(Problem) -> T {
    guard let value = try optional(name, read) else { throw Problem(.required, field: path(name)) }
    return value
  }

  /// A member that, if it is there, must have a value: `null` would take away what cannot be.
  func unclearable<T>(
    _ name: String, _ read: (JSONValue, String) throws(Problem) -> T
  ) throws(Problem) -> T? {
    guard has(name) else { return nil }
    guard let value = try optional(name, read) else {
      throw Problem(.notClearable, field: path(name))
    }
    return value
  }

  /// A member with three states: absent leaves alone, `null` clears, a value sets.
  func change<T: Hashable & Sendable>(
    _ name: String, _ read: (JSONValue, String) throws(Problem) -> T
  ) throws(Problem) -> Change<T> {
    guard has(name) else { return .keep }
    return try optional(name, read).map { .set($0) } ?? .clear
  }

  /// The elements of a list, each read by `read`.
  static func elements<T>(
    _ value: JSONValue, _ path: String, max: Int,
    _ read: (JSONValue, String) throws(Problem) -> T
  ) throws(Problem) -> [T] {
    guard let elements = value.array else { throw Problem.malformed(path, "it must be a list") }
    guard elements.count <= max else { throw Problem(.tooMany(max: max), field: path) }
    var values: [T] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      values.append(try read(element, "\(path)[\(index)]"))
    }
    return values
  }
}
