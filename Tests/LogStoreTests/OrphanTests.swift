import Crypto
import EventLog
import Foundation
import StandardForms
import TestDisk
import Testing

@testable import LogStore

@Suite struct `Orphans` {
  private let key = Curve25519.Signing.PrivateKey()

  private var signer: OrphanFolder.Signer {
    OrphanFolder.Signer(key: "fra-1") { [key] in try [UInt8](key.signature(for: $0)) }
  }

  private func isOurs(key name: String, signature: [UInt8], bytes: [UInt8]) -> Bool {
    name == "fra-1" && key.publicKey.isValidSignature(signature, for: bytes)
  }

  /// A log of 31 events, and its folder of orphans.
  private func log(in folder: Folder) throws -> (LogReader, OrphanFolder) {
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 30))
    return (writer.reader, OrphanFolder(directory: folder.path))
  }

  @Test func `are kept in a signed bundle, event for event`() throws {
    let folder = try Folder()
    let (reader, orphans) = try log(in: folder)
    let names = try orphans.keep(
      reader, after: Position(21), node: "fra-1", at: .t0, signer: signer)
    #expect(names == ["20261122T093000Z-1-22-31"])
    #expect(try orphans.names() == names)
    let bundle = try orphans.bundle(named: names[0], verify: isOurs)
    let all = try reader.allEvents()
    #expect(
      bundle.header
        == OrphanBundle.Header(
          log: .ours, node: "fra-1", ancestor: Position(21), ancestorChain: all[20].chain,
          epoch: .first, first: Position(22), previousChain: all[20].chain, count: 10, at: .t0))
    let page = try bundle.events(after: .zero, countMax: 4, bytesMax: .max)
    #expect(page == Array(all[21...24]))
    #expect(
      try bundle.events(after: Position(25), countMax: 99, bytesMax: .max) == Array(all[25...]))
    #expect(try bundle.events(after: Position(25), countMax: 99, bytesMax: 1).count == 1)
    #expect(try bundle.events(after: Position(31), countMax: 99, bytesMax: .max) == [])
    #expect(try folder.mode("/orphans/" + names[0] + ".jsonl") == 0o600)
  }

  @Test func `are none at the head, and are not kept twice after a crash`() throws {
    let folder = try Folder()
    let (reader, orphans) = try log(in: folder)
    func keep(_ ancestor: Int64, _ time: Timestamp) throws -> [String] {
      try orphans.keep(
        reader, after: Position(ancestor), node: "fra-1", at: time, signer: signer)
    }
    #expect(try orphans.names() == [])
    #expect(try keep(31, .t0) == [])
    let first = try keep(21, .t0)
    #expect(try keep(21, .second(5)) == first)
    #expect(try orphans.names() == first)
    #expect(try keep(22, .second(5)) == ["20261122T093005Z-1-23-31"])
  }

  @Test func `of many bytes lie in several bundles that follow one another`() throws {
    let folder = try Folder()
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 30))
    var orphans = OrphanFolder(directory: folder.path)
    orphans.bundleBytes = 8_000
    let names = try orphans.keep(
      writer.reader, after: Position(1), node: "fra-1", at: .t0, signer: nil)
    #expect(names.count >= 3, "\(names)")
    var chain = try writer.reader.chain(at: Position(1))
    var count = 0
    for name in names {
      let bundle = try orphans.bundle(named: name, verify: nil)
      #expect(bundle.signature == .unsigned && bundle.header.ancestor == Position(1))
      #expect(bundle.header.previousChain == chain)
      count += bundle.header.count
      chain = try writer.reader.chain(at: bundle.header.last)
    }
    #expect(count == 30)
  }

  @Test func `of a node without a key are unsigned, and refused where a signature is asked for`()
    throws
  {
    let folder = try Folder()
    let (reader, orphans) = try log(in: folder)
    let name = try orphans.keep(
      reader, after: Position(21), node: "fra-1", at: .t0, signer: nil)[0]
    #expect(try orphans.bundle(named: name, verify: nil).signature == .unsigned)
    #expect(try fault { _ = try orphans.bundle(named: name, verify: isOurs) } == .unsigned)
    #expect(try fault { _ = try orphans.bundle(named: "../log", verify: nil) } == .notFound)
    #expect(try fault { _ = try orphans.bundle(named: "other", verify: nil) } == .notFound)
  }

  @Test(arguments: [
    ("\"node\":\"fra-1\"", "\"node\":\"fra-2\"", OrphanFault.Code.wrongSignature),
    ("token/1", "token/2", .wrongSignature), ("\"count\":10", "\"count\":9", .damaged),
    ("\"first\":22", "\"first\":23", .wrongSignature),
    ("\"ancestor\":21", "\"ancestor\":30", .damaged),
    ("\"ed25519\":\"", "\"ed25519\":\"AAAA", .wrongSignature),
    ("heliograph-orphans/1", "x", .damaged),
  ])
  func `that were changed are refused`(old: String, new: String, code: OrphanFault.Code) throws {
    let folder = try Folder()
    let (reader, orphans) = try log(in: folder)
    let name = try orphans.keep(
      reader, after: Position(21), node: "fra-1", at: .t0, signer: signer)[0]
    let path = folder.path + "/orphans/\(name).jsonl"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing(old, with: new)
    try #require(changed != text)
    try changed.write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try fault { _ = try orphans.bundle(named: name, verify: isOurs) } == code)
    // Without the key, hashes and chain still tell of every change of an event.
    if old == "token/1" {
      #expect(try fault { _ = try orphans.bundle(named: name, verify: nil) } == .damaged)
    }
    try String(text.dropLast(1)).write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try fault { _ = try orphans.bundle(named: name, verify: isOurs) } == .damaged)
    try "".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try fault { _ = try orphans.bundle(named: name, verify: nil) } == .damaged)
  }

  @Test func `are not kept by a key that does not sign`() throws {
    struct Locked: Error {}
    let folder = try Folder()
    let (reader, orphans) = try log(in: folder)
    let silent = OrphanFolder.Signer(key: "fra-1") { _ in throw Locked() }
    let found = try fault {
      _ = try orphans.keep(reader, after: Position(21), node: "n", at: .t0, signer: silent)
    }
    #expect(found == .notSigned)
    #expect(try orphans.names() == [])
  }

  @Test(
    .enabled(if: SmallDisk.canBeMounted, "mounting a disk needs root: run as root to prove this"))
  func `are not kept in part on a full disk`() throws {
    let folder = try Folder()
    let (reader, _) = try log(in: folder)
    let disk = try SmallDisk(megabytes: 1)
    let orphans = OrphanFolder(directory: disk.path)
    try disk.fill(leaving: 8_192)
    let found = try fault {
      _ = try orphans.keep(reader, after: Position(1), node: "n", at: .t0, signer: nil)
    }
    #expect(found == .full)
    #expect(try orphans.names() == [])
    try disk.makeRoom()
    #expect(
      try orphans.keep(reader, after: Position(1), node: "n", at: .t0, signer: nil).count == 1)
  }
}

@Suite struct `Settling orphans` {
  private func bundle(in folder: Folder) throws -> (OrphanFolder, OrphanBundle, [RecordedEvent]) {
    var writer = try LogStore.created(in: folder)
    try writer.add(ProposedEvent.run(of: 5))
    let orphans = OrphanFolder(directory: folder.path)
    let name = try orphans.keep(
      writer.reader, after: Position(2), node: "fra-1", at: .t0, signer: nil)[0]
    return (
      orphans, try orphans.bundle(named: name, verify: nil), try writer.reader.allEvents()
    )
  }

  private func settlement(
    of event: RecordedEvent, _ outcome: OrphanSettlement.Outcome = .discarded
  ) -> OrphanSettlement {
    OrphanSettlement(
      position: event.position, event: event.header.eventID, outcome: outcome, at: .t0,
      by: "token/1")
  }

  @Test func `says once and for all what became of each`() throws {
    let folder = try Folder()
    let (orphans, bundle, events) = try bundle(in: folder)
    #expect(try orphans.settlements(of: bundle) == [])
    let place = EpochPosition(epoch: Epoch(2), position: Position(9))
    let first = settlement(of: events[3], .reapplied(as: UUIDValue(77), at: place))
    let second = settlement(of: events[2])
    let third = settlement(of: events[4], .unchanged)
    try orphans.settle([first], of: bundle)
    try orphans.settle([second, first, third], of: bundle)
    try orphans.settle([first], of: bundle)
    #expect(try orphans.settlements(of: bundle) == [first, second, third])
    #expect(
      try fault { try orphans.settle([settlement(of: events[3])], of: bundle) } == .settledOtherwise
    )
    let foreign = [settlement(of: events[2]), settlement(of: events[1])]
    #expect(try fault { try orphans.settle(foreign, of: bundle) } == .unknownEvent)
    let stranger = OrphanSettlement(
      position: Position(5), event: UUIDValue(99), outcome: .discarded, at: .t0, by: "token/1")
    #expect(try fault { try orphans.settle([stranger], of: bundle) } == .unknownEvent)
    // The file of what was settled is no bundle.
    #expect(try orphans.names() == [bundle.name])
  }

  @Test func `goes on after a crash in the middle of a line`() throws {
    let folder = try Folder()
    let (orphans, bundle, events) = try bundle(in: folder)
    let (first, second) = (settlement(of: events[2]), settlement(of: events[3]))
    try orphans.settle([first], of: bundle)
    let path = folder.path + "/orphans/\(bundle.name).settled.jsonl"
    for cut in 1..<second.line.count {
      try Data(first.line + second.line.prefix(cut)).write(to: URL(fileURLWithPath: path))
      #expect(try orphans.settlements(of: bundle) == [first])
    }
    try orphans.settle([second], of: bundle)
    #expect(try orphans.settlements(of: bundle) == [first, second])
    try Data([0x7B, 0x0A]).write(to: URL(fileURLWithPath: path))
    #expect(try fault { _ = try orphans.settlements(of: bundle) } == .damaged)
  }
}

/// The code of the fault that `body` throws; nil if it throws none.
private func fault(_ body: () throws -> Void) throws -> OrphanFault.Code? {
  do {
    try body()
    return nil
  } catch let fault as OrphanFault {
    return fault.code
  }
}
