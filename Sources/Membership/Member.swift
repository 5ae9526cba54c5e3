import StandardForms

/// One node of a cluster.
package struct Member: Hashable, Sendable {
  /// What a node may become.
  package enum Role: String, Hashable, Sendable, CaseIterable {
    /// It may be promoted.
    case primary
    /// It copies.
    case replica
  }

  /// Its name, unique in the cluster.
  package let name: NodeName
  /// 1...`Limits.memberNumberMax`, unique and for ever its own: which epochs it may open.
  package let number: Int
  /// Where it stands: nodes of one region fail together.
  package let region: Region
  /// Where the others subscribe to what it publishes, `tcp://HOST:PORT`.
  package let publish: String
  /// Where the others ask it, `tcp://HOST:PORT`.
  package let control: String
  /// Where clients reach its page and API, `http://…` or `https://…`.
  package let url: String
  /// Its CURVE public keys, 40 characters of Z85 each: one, or two during a rotation; none where
  /// every address is loopback.
  package let keys: [String]
  /// Its Ed25519 public key, base64url of 32 bytes; nil if it signs nothing.
  package let signingKey: String?
  /// What it may become.
  package let roles: Set<Role>

  /// Takes all parts as they are; the reading of a file has checked them.
  package init(
    name: NodeName, number: Int, region: Region, publish: String, control: String, url: String,
    keys: [String], signingKey: String?, roles: Set<Role>
  ) {
    self.name = name
    self.number = number
    self.region = region
    self.publish = publish
    self.control = control
    self.url = url
    self.keys = keys
    self.signingKey = signingKey
    self.roles = roles
  }

  /// Whether it may be promoted.
  package var mayLead: Bool { roles.contains(.primary) }
}

/// A node's name: 1...`Limits.memberNameBytesMax` of `a`-`z`, `0`-`9` and `-`.
package struct NodeName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it is written.
  package let text: String

  /// Nil if `text` is not of that form.
  package init?(_ text: String) {
    guard text.isMemberWord else { return nil }
    self.text = text
  }

  /// The name as it is written.
  package var description: String { text }

  /// By their letters.
  package static func < (left: NodeName, right: NodeName) -> Bool { left.text < right.text }
}

/// A region's name, of the same form as a node's.
package struct Region: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it is written.
  package let text: String

  /// Nil if `text` is not of that form.
  package init?(_ text: String) {
    guard text.isMemberWord else { return nil }
    self.text = text
  }

  /// The name as it is written.
  package var description: String { text }

  /// By their letters.
  package static func < (left: Region, right: Region) -> Bool { left.text < right.text }
}

extension String {
  fileprivate var isMemberWord: Bool {
    (1...Limits.memberNameBytesMax).contains(utf8.count)
      && utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }
}
