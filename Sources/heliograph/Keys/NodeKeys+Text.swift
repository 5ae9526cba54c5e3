import Crypto
import Foundation
import StandardForms
import YAMLReading
import Yams
import ZeroMQ

/// Why a text is not a node's keys, without any of it.
struct KeysFault: Error {
  let line: Int?
  let reason: String
}

extension NodeKeys {
  private enum Word: String, CaseIterable {
    case curve = "curve-secret"
    case next = "next-curve-secret"
    case signing = "signing-secret"
  }

  /// The file's content.
  var text: String {
    var text = """
      # The secret keys of one heliograph node: who has them can speak and sign as that node.
      # No other file may hold them, nobody but the node read them (mode 0600).
      # `heliograph keys show FILE` prints the public ones, `heliograph keys --help` says the rest.
      \(Word.curve.rawValue): "\(curve.secretText)"
      \(Word.signing.rawValue): "\(Base64URL.encode(signing.rawRepresentation))"

      """
    if let next {
      text += """
        # A rotation is under way: `heliograph keys rotate FILE --finish` puts this in use.
        \(Word.next.rawValue): "\(next.secretText)"

        """
    }
    return text
  }

  /// - Throws: `KeysFault`, the first thing that is wrong.
  init(text: String) throws(KeysFault) {
    let words = try Self.words(of: text)
    guard let curve = try words.value(.curve, CurveKeyPair.init(secret:)) else {
      throw KeysFault(line: nil, reason: "\(Word.curve.rawValue) is missing")
    }
    let signing = try words.value(.signing) { text in
      Base64URL.decode(text).flatMap { try? Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
    }
    guard let signing else {
      throw KeysFault(line: nil, reason: "\(Word.signing.rawValue) is missing")
    }
    self.curve = curve
    self.next = try words.value(.next, CurveKeyPair.init(secret:))
    self.signing = signing
  }

  /// The reader of YAML may quote what it stumbles over: only the place of its faults is told.
  private static func words(of text: String) throws(KeysFault) -> Words {
    let read: Result<Words, KeysFault>
    do throws(YAMLFault) {
      read = try YAMLText.read(text) { node in
        Result { () throws(KeysFault) in try Words(node) }
      }
    } catch {
      throw KeysFault(line: error.place?.line, reason: "it is not YAML")
    }
    return try read.get()
  }

  private struct Words {
    private var values: [Word: (text: String, line: Int?)] = [:]

    init(_ node: Node?) throws(KeysFault) {
      guard let mapping = node?.mapping else {
        throw KeysFault(line: nil, reason: "it is not a file of `heliograph keys generate`")
      }
      for (key, value) in mapping {
        let line = key.mark?.line
        guard let word = key.string.flatMap(Word.init(rawValue:)) else {
          let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
          throw KeysFault(line: line, reason: "a key that is none of \(known)")
        }
        guard let text = value.scalar?.string else {
          throw KeysFault(line: line, reason: "\(word.rawValue) is not a text")
        }
        values[word] = (text, line)
      }
    }

    func value<Value>(
      _ word: Word, _ read: (String) -> Value?
    ) throws(KeysFault) -> Value? {
      guard let (text, line) = values[word] else { return nil }
      guard let value = read(text) else {
        throw KeysFault(line: line, reason: "\(word.rawValue) is damaged")
      }
      return value
    }
  }
}

/// RFC 4648 section 5, without padding.
enum Base64URL {
  static func encode(_ bytes: Data) -> String {
    bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// Nil for what `encode` never writes.
  static func decode(_ text: String) -> Data? {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    guard let bytes = Data(base64Encoded: standard + padding), encode(bytes) == text else {
      return nil
    }
    return bytes
  }
}
