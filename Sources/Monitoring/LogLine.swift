package import Logging
package import StandardForms

/// One line of the log: its moment, its level, what happened, and with what.
///
/// Whatever it is given, it is one line: control characters are escaped, so that no text from
/// outside can pretend to be a line of its own.
package struct LogLine: Sendable {
  /// How lines are written.
  package enum Form: String, CaseIterable, Sendable {
    /// For people: moment, level, message, then `key=value` for each piece of metadata.
    case text
    /// For collectors: an object with `time`, `level`, `message` and the metadata's own members.
    case json
  }

  private let time: Timestamp
  private let level: Logger.Level
  private let message: String
  private let metadata: [(key: String, value: Logger.MetadataValue)]

  /// A line of these parts, its metadata in the order of its keys.
  package init(
    _ time: Timestamp, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
  ) {
    self.time = time
    self.level = level
    self.message = message
    self.metadata = metadata.map { ($0, $1) }.sorted { $0.key < $1.key }
  }

  /// The line with its end, as `form` has it.
  package func bytes(_ form: Form) -> [UInt8] {
    switch form {
    case .text: text + [0x0A]
    case .json: json + [0x0A]
    }
  }

  private var text: [UInt8] {
    let words =
      [time.rfc3339, level.rawValue, Self.unbroken(message)]
      + metadata.map { "\($0)=\(Self.quotedIfNeeded($1.description))" }
    return Array(words.joined(separator: " ").utf8)
  }

  /// The metadata stand beside the three members of every line; those of the same name give way.
  /// Whole numbers stay numbers.
  private var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("time")
    json.string(time.rfc3339)
    json.key("level")
    json.string(level.rawValue)
    json.key("message")
    json.string(message)
    for (key, value) in metadata where !["time", "level", "message"].contains(key) {
      json.key(key)
      if case .stringConvertible(let number as any BinaryInteger) = value {
        json.integer(number)
      } else {
        json.string(value.description)
      }
    }
    json.endObject()
    return json.bytes
  }

  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy { $0 != " " && $0 != "\"" && $0 != "=" && !isControl($0) }
    guard !isPlain else { return value }
    var json = JSONWriter()
    json.string(value)
    return unbroken(String(decoding: json.bytes, as: UTF8.self))
  }

  /// `text` without anything that a terminal or a collector takes for the end of a line.
  private static func unbroken(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var unbroken = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        unbroken += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        unbroken.unicodeScalars.append(scalar)
      }
    }
    return unbroken
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || scalar.value == 0x2028 || scalar.value == 0x2029
  }
}
