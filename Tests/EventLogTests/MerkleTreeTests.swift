import EventLog
import StandardForms
import Testing

@Suite struct `Merkle tree` {
  static let entries = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ]

  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  /// RFC 6962 section 2.1, word by word.
  static func definition(_ leaves: ArraySlice<Digest>) -> Digest {
    guard leaves.count > 1 else { return leaves.first ?? .sha256() }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    let middle = leaves.startIndex + split
    return MerkleTree.nodeHash(
      definition(leaves[..<middle]), definition(leaves[middle...]))
  }

  static func leaves(_ count: Int) -> [Digest] {
    (0..<count).map { MerkleTree.leafHash(of: Array("leaf \($0)".utf8)) }
  }

  @Test func `the published roots of sizes 0 to 8 come out`() throws {
    var tree = MerkleTree()
    #expect(tree.root.hex == Self.roots[0])
    for (entry, root) in zip(Self.entries, Self.roots.dropFirst()) {
      let bytes = try #require(Hex.decode(entry))
      _ = tree.append(MerkleTree.leafHash(of: bytes))
      #expect(tree.root.hex == root)
    }
    #expect(tree.head.size == 8)
  }

  @Test func `the published leaf and node hashes come out`() throws {
    #expect(
      MerkleTree.leafHash(of: Array("L123456".utf8)).hex
        == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
    // The published example hashes children of four bytes; ours are always digests.
    #expect(
      Digest.sha256(of: [1], Array("N123".utf8), Array("N456".utf8)).hex
        == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb")
    let left = Digest.sha256(of: [1])
    let right = Digest.sha256(of: [2])
    #expect(MerkleTree.nodeHash(left, right) == .sha256(of: [1], left.bytes, right.bytes))
  }

  @Test func `every size up to 300 has the root of the definition (I3)`() {
    let leaves = Self.leaves(300)
    var tree = MerkleTree()
    for count in 0..<300 {
      #expect(tree.root == Self.definition(leaves[..<count]))
      _ = tree.append(leaves[count])
    }
  }

  @Test func `each completed node is the root of its own leaves and appears once`() {
    let leaves = Self.leaves(130)
    var tree = MerkleTree()
    var seen: Set<[Int64]> = []
    for leaf in leaves {
      for node in tree.append(leaf) {
        let first = Int(node.index) << node.level
        #expect(node.hash == Self.definition(leaves[first..<first + (1 << node.level)]))
        #expect(seen.insert([Int64(node.level), node.index]).inserted)
      }
    }
    #expect(seen.count == (1...7).reduce(0) { $0 + 130 >> $1 })
  }

  @Test func `a tree restored from its stored frontier goes on as if it had never stopped`() throws
  {
    let leaves = Self.leaves(200)
    var tree = MerkleTree()
    var stored: [[Int64]: Digest] = [:]
    for (index, leaf) in leaves.enumerated() {
      let frontier = MerkleTree.frontierPlaces(size: tree.size).map { place in
        stored[[Int64(place.level), place.index]]
      }
      let restored = MerkleTree(size: tree.size, frontier: try frontier.map { try #require($0) })
      #expect(restored == tree)
      stored[[0, Int64(index)]] = leaf
      for node in tree.append(leaf) { stored[[Int64(node.level), node.index]] = node.hash }
    }
  }

  @Test func `a frontier of another length than the size has bits set is refused`() {
    #expect(MerkleTree(size: 3, frontier: [.zero]) == nil)
    #expect(MerkleTree(size: -1, frontier: []) == nil)
    #expect(MerkleTree(size: 0, frontier: []) == MerkleTree())
  }
}
