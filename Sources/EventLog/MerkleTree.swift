/// Size and root of the tree over all entries of a log; signed, it is a checkpoint.
package struct TreeHead: Hashable, Sendable {
  /// The number of leaves, and so the position of the last event.
  package let size: Int64
  /// The RFC 6962 root of these leaves.
  package let root: Digest

  /// Pairs the two; nothing is computed.
  package init(size: Int64, root: Digest) {
    self.size = size
    self.root = root
  }
}

/// A complete subtree of 2^level leaves. Once it is complete it never changes.
package struct MerkleNode: Hashable, Sendable {
  /// The height: 0 for a leaf, 1 for its parent.
  package let level: Int
  /// The 0-based place among the complete subtrees of this level.
  package let index: Int64
  /// RFC 6962's hash of the subtree.
  package let hash: Digest

  /// Takes the parts as they are.
  package init(level: Int, index: Int64, hash: Digest) {
    self.level = level
    self.index = index
    self.hash = hash
  }
}

/// The Merkle tree of RFC 6962 section 2.1, held as its frontier: the roots of the complete
/// subtrees that its size is made of, largest first. So an append costs O(1) hashes on the average,
/// and the root O(log n).
package struct MerkleTree: Hashable, Sendable {
  /// The number of leaves.
  package private(set) var size: Int64 = 0
  /// One hash for each bit that is set in `size`, the highest bit first.
  package private(set) var frontier: [Digest] = []

  /// The tree without leaves.
  package init() {}

  /// The tree of `size` leaves whose frontier was stored; nil if the count of hashes is not the
  /// count of bits set in `size`.
  package init?(size: Int64, frontier: [Digest]) {
    guard size >= 0, size.nonzeroBitCount == frontier.count else { return nil }
    self.size = size
    self.frontier = frontier
  }

  /// Where the frontier of a tree of `size` leaves lies among the complete subtrees, largest first.
  /// Level 0 is the leaf itself.
  package static func frontierPlaces(size: Int64) -> [(level: Int, index: Int64)] {
    (0..<Int64.bitWidth).reversed().compactMap { level in
      size & (1 << level) == 0 ? nil : (level, (size >> level) - 1)
    }
  }

  /// Adds a leaf's hash and returns the subtrees (level >= 1) that it completed, lowest first.
  package mutating func append(_ leaf: Digest) -> [MerkleNode] {
    var completed: [MerkleNode] = []
    var hash = leaf
    var level = 0
    while size & (1 << level) != 0 {
      hash = Self.nodeHash(frontier.removeLast(), hash)
      level += 1
      completed.append(MerkleNode(level: level, index: size >> level, hash: hash))
    }
    frontier.append(hash)
    size += 1
    return completed
  }

  /// MTH of all leaves; of none, SHA-256 of the empty string.
  package var root: Digest {
    guard var hash = frontier.last else { return Digest.sha256(of: []) }
    for left in frontier.dropLast().reversed() { hash = Self.nodeHash(left, hash) }
    return hash
  }

  /// Size and root together.
  package var head: TreeHead { TreeHead(size: size, root: root) }

  /// SHA-256(0x00 || entry).
  package static func leafHash(of entry: [UInt8]) -> Digest {
    Digest.sha256(tag: 0, bytes: entry)
  }

  /// SHA-256(0x01 || left || right).
  package static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    Digest.sha256(tag: 1, left, right)
  }
}
