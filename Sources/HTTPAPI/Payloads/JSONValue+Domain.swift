import StandardForms
import StatusDomain

/// Readers of single values, each told the path at which the value stands.
enum Read {
  static func any(_ value: JSONValue, _ path: String) throws(Problem) -> JSONValue { value }

  static func text(_ value: JSONValue, _ path: String) throws(Problem) -> String {
    guard let text = value.string else { throw Problem.malformed(path, "it must be a string") }
    return text
  }

  static func integer(_ value: JSONValue, _ path: String) throws(Problem) -> Int64 {
    guard let number = value.integer else {
      throw Problem.malformed(path, "it must be a whole number")
    }
    return number
  }

  static func name(_ value: JSONValue, _ path: String) throws(Problem) -> Name {
    let text = try text(value, path)
    do throws(Rule) { return try Name(text) } catch { throw Problem(error, field: path) }
  }

  static func description(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> StatusDomain.Description {
    let text = try text(value, path)
    do throws(Rule) {
      return try StatusDomain.Description(text)
    } catch {
      throw Problem(error, field: path)
    }
  }

  static func moment(_ value: JSONValue, _ path: String) throws(Problem) -> Timestamp {
    guard let time = Timestamp(rfc3339: try text(value, path)) else {
      throw Problem.malformed(path, Timestamp.wanted)
    }
    return time
  }

  static func identity(_ value: JSONValue, _ path: String) throws(Problem) -> UUIDValue {
    guard let uuid = UUIDValue(try text(value, path)) else {
      throw Problem.malformed(path, "it must be a UUID")
    }
    return uuid
  }

  static func severity(_ value: JSONValue, _ path: String) throws(Problem) -> ImpactSeverity {
    let number = try integer(value, path)
    do throws(Rule) { return try ImpactSeverity(number) } catch {
      throw Problem(error, field: path)
    }
  }

  static func bandEnd(_ value: JSONValue, _ path: String) throws(Problem) -> BandEnd {
    let number = try integer(value, path)
    do throws(Rule) { return try BandEnd(number) } catch { throw Problem(error, field: path) }
  }

  static func phase(_ value: JSONValue, _ path: String) throws(Problem) -> PhaseReference {
    let reader = try PayloadReader(value, at: path)
    return PhaseReference(
      generation: try reader.required("generation", count),
      order: try reader.required("order", count))
  }

  static func source(_ value: JSONValue, _ path: String) throws(Problem) -> Source {
    let text = try text(value, path)
    do throws(Rule) { return try Source(text) } catch { throw Problem(error, field: path) }
  }

  static func labels(_ value: JSONValue, _ path: String) throws(Problem) -> Labels {
    guard let members = value.members else {
      throw Problem.malformed(path, "it must be a JSON object of strings")
    }
    var labels: [String: String] = [:]
    for member in members {
      labels[member.key] = try text(member.value, path + "." + member.key)
    }
    do throws(LabelFault) {
      return try Labels(labels)
    } catch {
      throw Problem(error.rule, field: error.key.map { path + "." + $0 } ?? path)
    }
  }

  /// A number that counts, and fits an `Int32`: no count of ours is larger.
  private static func count(_ value: JSONValue, _ path: String) throws(Problem) -> Int {
    let number = try integer(value, path)
    guard (0...Int64(Int32.max)).contains(number) else {
      throw Problem(.outOfRange(min: 0, max: Int(Int32.max)), field: path)
    }
    return Int(number)
  }
}

extension Timestamp {
  /// What a time must look like, as half a sentence.
  static var wanted: String { "it must be an RFC 3339 date-time, such as 2026-01-31T08:00:00Z" }
}
