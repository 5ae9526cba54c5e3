package import StandardForms

/// What every reader of a document does alike: it takes what it understands and gathers all that is
/// wrong, instead of ending at the first fault.
package protocol DocumentReader {
  /// What is wrong so far, at most `Limits.faultsMax`.
  var faults: [DocumentFault] { get set }
  /// Whether the document is a request's body: there, nobody has to quote a text.
  var isRequest: Bool { get }
}

extension DocumentReader {
  /// Notes that the part at `path` breaks a rule: `reason`, as half a sentence.
  package mutating func fault(_ place: Place?, _ path: String, _ reason: String) {
    // I11: what is told is bounded, however much is wrong.
    guard faults.count < Limits.faultsMax else { return }
    faults.append(DocumentFault(at: place, path: path, reason: reason))
  }

  /// The members of a mapping; `nil` for anything else. Names that are not known are told and left
  /// out.
  package mutating func members(
    _ node: DocumentNode, _ path: String, known: [String]
  ) -> [DocumentNode.Member]? {
    guard case .members(let members) = node.content else {
      fault(node.place, path, "it must be a mapping, not \(node.kind)")
      return nil
    }
    return members.filter { member in
      guard !known.contains(member.key) else { return true }
      let hint =
        Spelling.nearest(member.key, among: known).map { "did you mean \($0)?" }
        ?? "known here: " + known.joined(separator: ", ")
      fault(
        member.place, path.isEmpty ? member.key : path + "." + member.key,
        "the key is unknown: \(hint)")
      return false
    }
  }

  /// A text without U+0000; `nil` for anything else, which is told.
  package mutating func text(_ node: DocumentNode, _ path: String) -> String? {
    switch node.content {
    case .text(let text):
      guard !text.utf8.contains(0) else {
        fault(node.place, path, "it must not hold U+0000")
        return nil
      }
      return text
    case .integer, .other:
      let hint = isRequest ? "" : ": quote it"
      fault(node.place, path, "it must be a string, not \(node.kind)\(hint)")
    case .null: fault(node.place, path, "it must be a string: give one, or leave the key out")
    case .list, .members: fault(node.place, path, "it must be a string, not \(node.kind)")
    }
    return nil
  }

  /// Where else something stands, for a fault; empty where that is not known.
  package func also(_ place: Place??) -> String {
    (place ?? nil).map { ", also in line \($0.line)" } ?? ""
  }
}
