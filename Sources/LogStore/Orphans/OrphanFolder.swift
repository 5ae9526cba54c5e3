package import EventLog
import Glibc
package import StandardForms

/// The bundles of orphans of a node, in `DIR/orphans`, and what became of each orphan.
package struct OrphanFolder: Sendable {
  private let path: String
  /// Bytes of lines after which a bundle ends.
  var bundleBytes = Limits.orphanBundleBytes
  private static let suffix = ".jsonl"
  private static let settledSuffix = ".settled.jsonl"

  /// The bundles in the data folder `directory`.
  package init(directory: String) { path = directory + "/orphans" }

  /// A node's key, as far as bundles are concerned.
  package struct Signer: Sendable {
    /// The key's name.
    package let key: String
    /// The Ed25519 signature (RFC 8032) of the bytes.
    package let sign: @Sendable ([UInt8]) throws -> [UInt8]

    /// Pairs the two.
    package init(key: String, sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
      self.key = key
      self.sign = sign
    }
  }

  /// Keeps the events after `ancestor` as bundles: at most `Limits.orphansInFileMax` events and
  /// about `Limits.orphanBundleBytes` bytes in each, and of one epoch. Each file is there whole and
  /// durable, or not at all. A bundle of the same events that is there already, as after a crash,
  /// is kept instead of a second one.
  /// - Parameters:
  ///   - ancestor: the last event that the log shares with the others'; at least 1.
  ///   - node: this node's name.
  ///   - signer: nil where a node has no key; the bundle then says so.
  /// - Returns: the names of the bundles, in the order of their events; none without orphans.
  /// - Throws: `OrphanFault`; `LogStoreError` if the log cannot be read.
  package func keep(
    _ reader: LogReader, after ancestor: Position, node: String, at time: Timestamp,
    signer: Signer?
  ) throws -> [String] {
    precondition(ancestor > .zero, "logs of one identity share their first event")
    guard let ancestorChain = try reader.chain(at: ancestor), let log = try reader.head().logID
    else { preconditionFailure("the ancestor is an event of this log") }
    try makeFolder()
    var names: [String] = []
    var (position, chain) = (ancestor, ancestorChain)
    while true {
      let (events, lines) = try bundle(reader, after: position)
      guard let first = events.first, let last = events.last else { return names }
      let header = OrphanBundle.Header(
        log: log, node: node, ancestor: ancestor, ancestorChain: ancestorChain,
        epoch: first.header.epoch, first: first.position, previousChain: chain,
        count: events.count, at: time)
      names.append(
        try known(header, ending: last.chain) ?? write(header, lines, signer))
      (position, chain) = (last.position, last.chain)
    }
  }

  /// The names of all bundles, oldest first.
  package func names() throws(OrphanFault) -> [String] {
    guard let folder = opendir(path) else {
      guard errno == ENOENT else { throw .system(path) }
      return []
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(Self.suffix), !name.hasSuffix(Self.settledSuffix) {
        names.append(String(name.dropLast(Self.suffix.count)))
      }
    }
    return names.sorted()
  }

  /// Reads and checks a bundle whole; it has at most `Limits.orphanFileBytesMax` bytes.
  /// - Parameter verify: whether a signature of the named key over these bytes is good; nil to take
  ///   a bundle without or with any signature.
  /// - Throws: `OrphanFault` `.notFound`, `.inaccessible`, `.damaged`, `.unsigned`,
  ///   `.wrongSignature`.
  package func bundle(
    named name: String,
    verify: ((_ key: String, _ signature: [UInt8], _ bytes: [UInt8]) -> Bool)?
  ) throws(OrphanFault) -> OrphanBundle {
    let file = try self.file(name)
    return try OrphanBundle(
      reading: OrphanFile(path: file).contents(), name: name, path: file, verify: verify)
  }

  /// The file of a bundle, whose name is one that `names` could give.
  private func file(_ name: String) throws(OrphanFault) -> String {
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      throw OrphanFault(
        .notFound, path: path, "there is no bundle \(name)", hint: "list the bundles there are")
    }
    return path + "/" + name + Self.suffix
  }

  private func makeFolder() throws(OrphanFault) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(path) }
    try OrphanFile(path: path).syncFolder()
  }

  /// The events of the next bundle, and their lines.
  private func bundle(
    _ reader: LogReader, after position: Position
  ) throws(LogStoreError) -> ([RecordedEvent], [UInt8]) {
    var events: [RecordedEvent] = []
    var lines: [UInt8] = []
    try reader.forEachEvent(
      after: position, countMax: Limits.orphansInFileMax, bytesMax: .max
    ) { event in
      if let first = events.first, first.header.epoch != event.header.epoch { return false }
      events.append(event)
      lines += OrphanBundle.line(event)
      return lines.count < bundleBytes
    }
    return (events, lines)
  }

  /// The name of a bundle of the same events that is there and is good.
  private func known(
    _ header: OrphanBundle.Header, ending chain: Digest
  ) throws(OrphanFault) -> String? {
    let place = Self.place(header)
    for name in try names() where name.hasSuffix(place) {
      if let bundle = try? bundle(named: name, verify: nil), bundle.lastChain == chain,
        bundle.header.log == header.log, bundle.header.previousChain == header.previousChain
      {
        return name
      }
    }
    return nil
  }

  private func write(
    _ header: OrphanBundle.Header, _ lines: [UInt8], _ signer: Signer?
  ) throws(OrphanFault) -> String {
    let moment = header.at.rfc3339.filter { $0 != "-" && $0 != ":" }
    let name = moment + Self.place(header)
    let file = try self.file(name)
    var bytes = OrphanBundle.line(header) + lines
    bytes += OrphanBundle.line(try signature(of: bytes, signer, file))
    try OrphanFile(path: file).write(bytes)
    return name
  }

  private func signature(
    of bytes: [UInt8], _ signer: Signer?, _ file: String
  ) throws(OrphanFault) -> OrphanBundle.Signature {
    guard let signer else { return .unsigned }
    do {
      return .signed(key: signer.key, bytes: try signer.sign(bytes))
    } catch {
      throw OrphanFault(
        .notSigned, path: file, "the key \(signer.key) does not sign (\(error))",
        hint: "check the node's keys, then start again")
    }
  }

  /// Epoch, first and last position: what the name of a bundle ends with.
  private static func place(_ header: OrphanBundle.Header) -> String {
    "-\(header.epoch.rawValue)-\(header.first.rawValue)-\(header.last.rawValue)"
  }
}

extension OrphanFolder {
  /// What became of the orphans of a bundle, in the order in which it was settled.
  /// - Throws: `OrphanFault` `.inaccessible`, `.damaged`.
  package func settlements(of bundle: OrphanBundle) throws(OrphanFault) -> [OrphanSettlement] {
    try settled(bundle).lines
  }

  /// Records what became of these orphans; durable when it returns. To say the same again changes
  /// nothing, so that a repeated command is harmless.
  ///
  /// One caller at a time.
  /// - Throws: `OrphanFault` `.unknownEvent` or `.settledOtherwise`, after which none is recorded;
  ///   `.full`, `.inaccessible`.
  package func settle(
    _ settlements: [OrphanSettlement], of bundle: OrphanBundle
  ) throws(OrphanFault) {
    let file = OrphanFile(path: settledPath(bundle))
    let settled = try settled(bundle)
    var outcomes: [Position: OrphanSettlement.Outcome] = [:]
    for line in settled.lines { outcomes[line.position] = line.outcome }
    var lines: [UInt8] = []
    for settlement in settlements {
      try check(settlement, of: bundle, file.path)
      switch outcomes.updateValue(settlement.outcome, forKey: settlement.position) {
      case settlement.outcome?: continue
      case nil: lines += settlement.line
      case _?:
        throw OrphanFault(
          .settledOtherwise, path: file.path,
          "position \(settlement.position.rawValue) was settled before, in another way",
          hint: "look at what became of it")
      }
    }
    guard !lines.isEmpty else { return }
    try file.append(lines, at: settled.byteCount)
  }

  private func check(
    _ settlement: OrphanSettlement, of bundle: OrphanBundle, _ path: String
  ) throws(OrphanFault) {
    guard settlement.position >= bundle.header.first, settlement.position <= bundle.header.last,
      try bundle.events(
        after: Position(settlement.position.rawValue - 1), countMax: 1, bytesMax: .max
      ).first?.header.eventID == settlement.event
    else {
      throw OrphanFault(
        .unknownEvent, path: path,
        "position \(settlement.position.rawValue) is no event of this bundle, or another one",
        hint: "look at the bundle")
    }
  }

  /// The lines that are whole, and where they end: what a crash cut short was never answered for,
  /// and is written over.
  private func settled(
    _ bundle: OrphanBundle
  ) throws(OrphanFault) -> (lines: [OrphanSettlement], byteCount: Int) {
    let file = OrphanFile(path: settledPath(bundle))
    let bytes = try file.contentsIfThere()
    let whole = bytes.prefix((bytes.lastIndex(of: 0x0A) ?? -1) + 1)
    var lines: [OrphanSettlement] = []
    for line in whole.split(separator: 0x0A) {
      lines.append(try OrphanSettlement(line, number: lines.count + 1, file.path))
    }
    return (lines, whole.count)
  }

  private func settledPath(_ bundle: OrphanBundle) -> String {
    path + "/" + bundle.name + Self.settledSuffix
  }
}
