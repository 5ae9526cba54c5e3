import StandardForms
import Yams

/// Reads a YAML file as a `DocumentNode`: one document of mappings with texts as keys, lists and
/// plain values, without anchors, aliases, merge keys and tags of its own.
///
/// A value is what YAML 1.1 takes it for, as most programs do: `yes`, `1.5` and `2026-01-31` are
/// texts only in quotation marks.
package struct YAMLDocument {
  /// The root; `nil` for an empty file.
  package private(set) var root: DocumentNode?
  /// What of it is not read.
  package private(set) var faults: [DocumentFault] = []

  /// - Parameter bytesMax: how long the text may be (I11).
  /// - Throws: `DocumentFault` for a text that is too long, not UTF-8 or not YAML.
  package init(_ bytes: [UInt8], bytesMax: Int) throws(DocumentFault) {
    guard bytes.count <= bytesMax else {
      throw DocumentFault(at: nil, path: "", reason: "it must be at most \(bytesMax) bytes long")
    }
    let bytes = bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DocumentFault(at: Self.firstFault(in: bytes), path: "", reason: "this is not UTF-8")
    }
    do throws(YAMLFault) {
      root = try YAMLText.read(text) { node in node.map { take($0, "") } }
    } catch {
      throw DocumentFault(at: error.place, path: "", reason: error.reason)
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func firstFault(in bytes: ArraySlice<UInt8>) -> Place {
    var line = 1
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0A),
      String(validating: rest[..<end], as: UTF8.self) != nil
    {
      line += 1
      rest = rest[(end + 1)...]
    }
    let repaired = String(decoding: rest, as: UTF8.self).unicodeScalars
    let column = repaired.firstIndex(of: "\u{FFFD}").map {
      repaired.distance(from: repaired.startIndex, to: $0)
    }
    return Place(line: line, column: (column ?? 0) + 1)
  }
}

extension YAMLDocument {
  private mutating func take(_ node: Node, _ path: String) -> DocumentNode {
    let place = node.mark.map { Place($0) }
    if node.anchor != nil {
      faults.append(
        DocumentFault(
          at: place, path: path, reason: "anchors and aliases are not read: write the value out"))
      return DocumentNode(.other("an anchor"), at: place)
    }
    switch node {
    case .scalar(let scalar): return take(scalar, node.tagName, path, place)
    case .sequence(let sequence):
      checkTag(node.tagName, [.seq], path, place)
      let elements = sequence.enumerated().map { take($1, "\(path)[\($0)]") }
      return DocumentNode(.list(elements), at: place)
    case .mapping(let mapping):
      checkTag(node.tagName, [.map], path, place)
      return DocumentNode(.members(mapping.compactMap { take($0.key, $0.value, path) }), at: place)
    case .alias:
      preconditionFailure("aliases are resolved while they are read")
    }
  }

  private mutating func take(_ key: Node, _ value: Node, _ path: String) -> DocumentNode.Member? {
    let place = key.mark.map { Place($0) }
    func refuse(_ reason: String) -> DocumentFault {
      DocumentFault(at: place, path: path, reason: reason)
    }
    guard let scalar = key.scalar, key.anchor == nil else {
      faults.append(refuse("a key must be a plain text"))
      return nil
    }
    if key.tagName == .merge {
      faults.append(refuse("merge keys (<<) are not read: write the values out"))
      return nil
    }
    let inner = path.isEmpty ? scalar.string : path + "." + scalar.string
    guard key.tagName == .str else {
      faults.append(
        DocumentFault(
          at: place, path: inner,
          reason: "the key is \(words(scalar.string, key.tagName)): quote it"))
      return nil
    }
    return DocumentNode.Member(key: scalar.string, place: place, value: take(value, inner))
  }

  private mutating func take(
    _ scalar: Node.Scalar, _ tag: Tag.Name, _ path: String, _ place: Place?
  ) -> DocumentNode {
    switch tag {
    case .str: return DocumentNode(.text(scalar.string), at: place)
    case .int:
      guard let number = Int64(scalar.string), "\(number)" == scalar.string else { break }
      return DocumentNode(.integer(number), at: place)
    case .null: return DocumentNode(.null, at: place)
    case .bool, .float, .timestamp, .value, .merge: break
    case _: checkTag(tag, [], path, place)
    }
    return DocumentNode(.other(words(scalar.string, tag)), at: place)
  }

  private mutating func checkTag(
    _ tag: Tag.Name, _ known: [Tag.Name], _ path: String, _ place: Place?
  ) {
    guard !known.contains(tag) else { return }
    faults.append(
      DocumentFault(at: place, path: path, reason: "tags (\(tag.rawValue)) are not read"))
  }

  /// What YAML takes a value for that looks like a text to people.
  private func words(_ text: String, _ tag: Tag.Name) -> String {
    switch tag {
    case .bool: "the truth value \(text)"
    case .int, .float: "the number \(text)"
    case .timestamp: "the date \(text)"
    case .null: "nothing"
    case _: "the special value \(text)"
    }
  }
}

extension Node {
  /// What it is, as its tag or else its form says.
  fileprivate var tagName: Tag.Name { Tag.Name(rawValue: tag.description) }
}
