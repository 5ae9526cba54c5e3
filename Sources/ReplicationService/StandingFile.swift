import EventLog
import Foundation
import Glibc
import Membership
package import Replication
import StandardForms

/// A node's standing, in `DIR/standing`: durable when `write` returns, whole or not at all.
package struct StandingFile: Sendable {
  private let folder: String
  private var path: String { folder + "/standing" }

  /// The file of the data folder `folder`, whose lock the caller holds.
  package init(folder: String) { self.folder = folder }

  /// What was last written; nil where nothing ever was.
  /// - Throws: `StandingFault` if it cannot be read or is not what was written. A node must not
  ///   start then: it may have been deposed.
  package func read() throws(StandingFault) -> Standing? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StandingFault(path, "it cannot be read", hint: "check owner and mode of the file")
    }
    guard let standing = Self.standing(String(decoding: data, as: UTF8.self)) else {
      throw StandingFault(
        path, "it is damaged",
        hint: "write the two lines `role replica` and `epoch N` into it, where N is the highest "
          + "epoch that `heliograph status` of any node shows")
    }
    return standing
  }

  /// Replaces what is there: another file is written, synced and moved into place.
  /// - Throws: `StandingFault`; what was there stays.
  package func write(_ standing: Standing) throws(StandingFault) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure() }
    let bytes = Array(Self.text(standing).utf8)
    let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    let problem = isWritten ? nil : failure()
    close(file)
    if let problem {
      unlink(temporary)
      throw problem
    }
    guard rename(temporary, path) == 0 else {
      let problem = failure()
      unlink(temporary)
      throw problem
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw failure() }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw failure() }
  }

  private static func text(_ standing: Standing) -> String {
    let role =
      switch standing.role {
      case .primary: "primary"
      case .replica: "replica"
      }
    var lines = ["role \(role)"]
    if let fence = standing.fence { lines.append("epoch \(fence.rawValue)") }
    if let node = standing.yieldedTo { lines.append("yielded-to \(node)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Each line once, a role, and for a primary an epoch.
  private static func standing(_ text: String) -> Standing? {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, values.updateValue(words[1], forKey: words[0]) == nil else {
        return nil
      }
    }
    var standing: Standing
    switch values.removeValue(forKey: "role") {
    case "primary": standing = Standing(role: .primary, fence: nil)
    case "replica": standing = Standing(role: .replica, fence: nil)
    case _: return nil
    }
    if let epoch = values.removeValue(forKey: "epoch") {
      guard let number = Int64(epoch), (1...Limits.frameEpochMax).contains(number) else {
        return nil
      }
      standing.fence = Epoch(number)
    }
    if let name = values.removeValue(forKey: "yielded-to") {
      guard let node = NodeName(String(name)) else { return nil }
      standing.yieldedTo = node
    }
    let isWhole = values.isEmpty && (standing.role == .replica || standing.fence != nil)
    return isWhole ? standing : nil
  }

  private func failure() -> StandingFault {
    StandingFault(
      path, "it cannot be written (\(String(cString: strerror(errno))))",
      hint: "make room, or check owner and mode of the folder")
  }
}

/// Why a node's standing is not known, or not durable.
package struct StandingFault: Error, Hashable, CustomStringConvertible {
  /// What is wrong, with the file.
  package let reason: String
  /// What to do about it.
  package let hint: String

  init(_ path: String, _ reason: String, hint: String) {
    self.reason = "\(path): \(reason)"
    self.hint = hint
  }

  /// One line for the operator.
  package var description: String { "\(reason); \(hint)" }
}
