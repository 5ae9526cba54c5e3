import Foundation
import StatusService

/// What the node of a data folder is, kept in `DIR/role` since its first start: it wins over the
/// subcommand, so that a copy can never begin to write a history of its own.
struct DataRole {
  let directory: String

  private var file: String { directory + "/role" }

  /// Makes `role` the folder's, if it has none yet.
  /// - Throws: `OperatorError` if it has the other one.
  func claim(_ role: NodeStatus.Role) throws {
    let stored = FileManager.default.contents(atPath: file).map {
      String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let stored else {
      try write(role)
      return
    }
    guard stored == role.rawValue else {
      throw OperatorError(
        "\(directory) belongs to a \(stored), not to a \(role.rawValue)",
        hint: "start it with `heliograph \(stored)`, or give another folder with --data")
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
