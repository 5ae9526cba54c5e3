import Foundation
import StatusService
import YAMLReading
import Yams

/// The options of one start, taken from the command line, the environment and the file, in this
/// order.
struct Settings {
  private let known: [Setting]
  private let flags: [String: String]
  private let environment: [String: String]
  private let file: [String: String]

  /// - Parameter known: the settings of the command; any other key in the file is an error.
  /// - Throws: `OperatorError` naming the file and the key.
  init(
    known: [Setting], flags: [String: String?], environment: [String: String], file path: String?
  ) throws {
    self.known = known
    self.flags = flags.compactMapValues { $0 }
    self.environment = environment
    file = try path.map { try Self.read($0, known: known) } ?? [:]
  }

  /// What was said of `setting`, else its default; `nil` if it has none. An empty variable says
  /// nothing; an empty flag or line is taken as it is, and refused where it makes no sense.
  func optional(_ setting: Setting) -> String? {
    precondition(known.contains { $0.name == setting.name }, "a command lists its settings")
    let variable = environment[setting.environmentName].flatMap { $0.isEmpty ? nil : $0 }
    return flags[setting.name] ?? variable ?? file[setting.name] ?? setting.fallback
  }

  /// What a node without a cluster's file is called: by default as its role.
  func nodeName(else role: NodeStatus.Role) throws -> String {
    optional(.nodeName) == nil ? role.rawValue : try required(.nodeName)
  }

  /// Whether somebody said anything of `setting`.
  func isGiven(_ setting: Setting) -> Bool {
    let variable = environment[setting.environmentName] ?? ""
    return flags[setting.name] != nil || !variable.isEmpty || file[setting.name] != nil
  }

  /// - Throws: `OperatorError` if somebody said anything of `settings`, which change nothing here.
  func refuse(_ settings: [Setting], unlessGiven other: Setting) throws {
    for setting in settings where isGiven(setting) {
      throw OperatorError(
        "--\(setting.name) changes nothing here without --\(other.name)",
        hint: "leave --\(setting.name) out, or give --\(other.name)")
    }
  }

  /// What was said of `setting`, else its default.
  /// - Throws: `OperatorError` if it has none.
  func required(_ setting: Setting) throws -> String {
    guard let value = optional(setting), !value.isEmpty else {
      throw OperatorError(
        "--\(setting.name) is missing",
        hint: "give it as a flag, as \(setting.environmentName) or in the file of --config")
    }
    return value
  }

  /// What was said of `setting`, else its default, as one of the words that there are for it.
  /// - Throws: `OperatorError` for any other word.
  func choice<Word: RawRepresentable<String> & CaseIterable>(_ setting: Setting) throws -> Word {
    let text = try required(setting)
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw OperatorError("--\(setting.name) is \"\(text)\"", hint: "choose one of \(known)")
    }
    return word
  }

  private enum Choice: String, CaseIterable { case on, off }

  /// Whether `setting` is on.
  /// - Throws: `OperatorError` for a word that is neither on nor off.
  func isOn(_ setting: Setting) throws -> Bool {
    let choice: Choice = try choice(setting)
    return choice == .on
  }

  /// What was said of `setting`, else its default, as a time of at most a year; nil for `off`.
  /// - Throws: `OperatorError` for anything else.
  func interval(_ setting: Setting) throws -> Duration? {
    let text = try required(setting)
    if text == "off" { return nil }
    let seconds: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    let digits = text.dropLast()
    guard let unit = text.last.flatMap({ seconds[$0] }), digits.allSatisfy(\.isASCII),
      digits.first?.isNumber == true, let count = Int(digits), count <= 366 * 86_400 / unit,
      count > 0
    else {
      throw OperatorError(
        "--\(setting.name) is \"\(text)\"",
        hint: "write a time up to a year such as 90s, 30m, 24h or 7d, or off")
    }
    return .seconds(count * unit)
  }

  /// Variables that look like ours and say nothing to this command: misspelt, perhaps.
  var unknownVariables: [String] {
    let names = Set(known.map(\.environmentName)).union(Setting.toolVariables)
    return environment.keys.filter {
      $0.hasPrefix(Setting.environmentPrefix) && !names.contains($0)
    }.sorted()
  }

  private static func read(_ path: String, known: [Setting]) throws -> [String: String] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw OperatorError(
        "the file \(path) cannot be read", hint: "check --config and the file's mode")
    }
    let node: Node?
    do throws(YAMLFault) {
      node = try YAMLText.read(text) { $0 }
    } catch {
      let place = error.place.map { "\(path):\($0)" } ?? path
      throw OperatorError("\(place): \(error.reason)", hint: "correct the file")
    }
    guard let node else { return [:] }
    guard let mapping = node.mapping else {
      throw OperatorError(
        "\(path) holds no keys and values", hint: "write lines like `http: 127.0.0.1:8080`")
    }
    var values: [String: String] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      let place = "\(path):\(key.mark?.line ?? 0):\(key.mark?.column ?? 0)"
      guard known.contains(where: { $0.name == name }) else {
        let names = known.map(\.name).joined(separator: ", ")
        throw OperatorError(
          "\(place): the key \"\(name)\" is unknown", hint: "known here: \(names)")
      }
      guard let text = value.scalar?.string else {
        throw OperatorError(
          "\(place): \"\(name)\" must be a single value", hint: "correct the file")
      }
      guard values.updateValue(text, forKey: name) == nil else {
        throw OperatorError("\(place): \"\(name)\" stands twice", hint: "remove one")
      }
    }
    return values
  }
}
