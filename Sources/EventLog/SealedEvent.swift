/// An event whose hashes were recomputed, and whose contents nobody has read: enough to pass it on
/// to who reads them. A third of the work of a `RecordedEvent`.
package struct SealedEvent: Hashable, Sendable {
  /// The entry as it was written and hashed.
  package let entry: [UInt8]
  /// The facts; always known.
  package let facts: PayloadPart
  /// The texts, known or withheld.
  package let texts: PayloadPart
  /// SHA-256(0x00 || entry), RFC 6962 section 2.1.
  package let leaf: Digest
  /// SHA-256(chain of the event before || leaf).
  package let chain: Digest

  /// Takes an event from a disk: recomputes every hash.
  /// - Parameter previousChain: the chain value of the event before; `.zero` before position 1.
  /// - Throws: `EntryError` `.malformed`, `.factsWithheld`, `.factsCommitment` or
  ///   `.textsCommitment`.
  package init(
    entry: [UInt8], facts: PayloadPart, texts: PayloadPart, previousChain: Digest
  ) throws(EntryError) {
    let commitments = try EntryFormat.commitments(of: entry)
    _ = try facts.facts(committedTo: commitments.facts)
    _ = try texts.texts(committedTo: commitments.texts)
    self.entry = entry
    self.facts = facts
    self.texts = texts
    leaf = MerkleTree.leafHash(of: entry)
    chain = Digest.chain(after: previousChain, leaf: leaf)
  }

  /// The same of an event that was read.
  package init(_ event: RecordedEvent) {
    entry = event.entry
    facts = event.facts
    texts = event.texts
    leaf = event.leaf
    chain = event.chain
  }

  /// Bytes of entry, facts and texts.
  package var byteCount: Int { entry.count + facts.byteCount + texts.byteCount }
}
