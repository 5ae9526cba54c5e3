package import EventLog
package import StandardForms

/// Events that only a deposed primary had, in a file of their own: JSON lines that an auditor reads
/// with `jq`. First a header, then a line for each event, then the signature of all bytes before.
///
/// A value was read whole and checked whole: every hash, the chain from the ancestor's side on, and
/// the signature, if one was asked for.
package struct OrphanBundle: Sendable {
  /// What the first line says.
  package struct Header: Hashable, Sendable {
    /// The log that the events were recorded in.
    package let log: LogID
    /// The node that had them.
    package let node: String
    /// The last event that this node's log shares with the others'.
    package let ancestor: Position
    /// The chain value there.
    package let ancestorChain: Digest
    /// The reign in which the events were recorded.
    package let epoch: Epoch
    /// The position of the first event.
    package let first: Position
    /// The chain value before the first event: of the ancestor, or of the bundle before.
    package let previousChain: Digest
    /// How many events there are; at least 1.
    package let count: Int
    /// When the bundle was written.
    package let at: Timestamp

    /// The position of the last event.
    package var last: Position { first + (count - 1) }
  }

  /// Who answers for the bytes.
  package enum Signature: Hashable, Sendable {
    /// The node had no key.
    case unsigned
    /// A signature by the key of this name.
    case signed(key: String, bytes: [UInt8])
  }

  /// The file's name, which names the bundle.
  package let name: String
  /// What the first line says.
  package let header: Header
  /// What the last line says.
  package let signature: Signature
  private let path: String
  private let lines: [ArraySlice<UInt8>]
  /// The chain values after each event.
  private let chains: [Digest]

  /// The events after `position`, in order; none from the last on.
  /// - Parameters:
  ///   - countMax: at most so many.
  ///   - bytesMax: ends once so many bytes of entries, facts and texts are reached, but not before
  ///     the first event.
  package func events(
    after position: Position, countMax: Int, bytesMax: Int
  ) throws(OrphanFault) -> [RecordedEvent] {
    var index = max(0, Int(position - header.first) + 1)
    var events: [RecordedEvent] = []
    var byteCount = 0
    while index < header.count, events.count < countMax, byteCount < bytesMax {
      let previous = index == 0 ? header.previousChain : chains[index - 1]
      let event = try Self.event(lines[index + 1], number: index + 2, after: previous, path)
      events.append(event)
      byteCount += event.byteCount
      index += 1
    }
    return events
  }

  /// The last event's chain value.
  var lastChain: Digest { chains[chains.count - 1] }
}

extension OrphanBundle {
  /// Reads and checks `bytes`.
  /// - Parameter verify: whether a signature of the named key over these bytes is good; nil where
  ///   nobody asks for one.
  init(
    reading bytes: [UInt8], name: String, path: String,
    verify: ((_ key: String, _ signature: [UInt8], _ bytes: [UInt8]) -> Bool)?
  ) throws(OrphanFault) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.removeLast().isEmpty else {
      throw .damaged(path, line: lines.count, "it ends too early")
    }
    header = try Self.header(lines[0], path)
    guard lines.count == header.count + 2 else {
      throw .damaged(path, line: lines.count, "\(header.count) events are due")
    }
    signature = try Self.signature(lines[lines.count - 1], number: lines.count, path)
    if let verify {
      guard case .signed(let key, let signature) = signature else {
        throw OrphanFault(
          .unsigned, path: path, "the bundle is not signed", hint: "the node had no signing key")
      }
      let signed = Array(bytes[..<lines[lines.count - 1].startIndex])
      guard verify(key, signature, signed) else {
        throw OrphanFault(
          .wrongSignature, path: path, "it is not what \(key) signed",
          hint: "the old store in the archive has the same events")
      }
    }
    self.name = name
    self.path = path
    self.lines = lines
    chains = try Self.chains(of: lines, header, path)
  }

  /// The chain values of all events, each event read and re-hashed.
  private static func chains(
    of lines: [ArraySlice<UInt8>], _ header: Header, _ path: String
  ) throws(OrphanFault) -> [Digest] {
    var chain = header.previousChain
    var chains: [Digest] = []
    var previous: Predecessor?
    for index in 0..<header.count {
      let event = try event(lines[index + 1], number: index + 2, after: chain, path)
      let place = header.first + index
      guard event.header.log == header.log, event.header.epoch == header.epoch,
        event.position == place,
        index == 0 || event.header.discontinuity(after: previous) == nil
      else { throw .damaged(path, line: index + 2, "it does not belong here") }
      previous = Predecessor(event.header)
      chain = event.chain
      chains.append(chain)
    }
    return chains
  }
}
