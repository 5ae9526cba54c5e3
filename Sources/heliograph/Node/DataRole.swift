import Foundation
import StatusService

/// What the node of a data folder is, kept in `DIR/role` since its first start: it wins over the
/// subcommand, so that a copy can never begin to write a history of its own.
struct DataRole {
  let directory: String

  private var file: String { directory + "/role" }

  /// Makes `role` the folder's, if it has none yet.
  /// - Throws: `OperatorError` if it has the other one, or is a cluster's.
  func claim(_ role: NodeStatus.Role) throws {
    guard !FileManager.default.fileExists(atPath: directory + "/standing") else {
      throw OperatorError(
        "\(directory) belongs to a node of a cluster",
        hint: "start it with --cluster, or give another folder with --data")
    }
    guard let text = storedText else {
      try write(role)
      return
    }
    guard text == role.rawValue else {
      throw OperatorError(
        "\(directory) belongs to a \(text), not to a \(role.rawValue)",
        hint: "start it with `heliograph \(text)`, or give another folder with --data")
    }
  }

  /// What was claimed; nil where nothing was.
  var stored: NodeStatus.Role? { storedText.flatMap(NodeStatus.Role.init(rawValue:)) }

  private var storedText: String? {
    FileManager.default.contents(atPath: file).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  private func write(_ role: NodeStatus.Role) throws {
    do {
      try Data((role.rawValue + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      throw OperatorError("\(file) cannot be written", hint: "check owner and mode of the folder")
    }
  }
}
