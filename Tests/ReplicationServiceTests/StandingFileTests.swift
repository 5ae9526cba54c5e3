import EventLog
import Foundation
import Membership
import Replication
import ReplicationService
import Testing

@Suite struct `A node's standing` {
  private let folder = TemporaryFolder()

  private func file() throws -> StandingFile {
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: true)
    return StandingFile(folder: folder.path)
  }

  @Test func `is read as it was last written`() throws {
    let file = try file()
    #expect(try file.read() == nil)
    for standing in [
      Standing(role: .replica, fence: nil), Standing(role: .primary, fence: Epoch(17)),
      Standing(role: .replica, fence: Epoch(17), yieldedTo: NodeName("muc-1")),
      Standing(role: .replica, fence: Epoch(34)),
    ] {
      try file.write(standing)
      #expect(try StandingFile(folder: folder.path).read() == standing)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["standing"])
  }

  @Test func `left half-written, is the one before`() throws {
    let file = try file()
    try file.write(Standing(role: .primary, fence: .first))
    try Data("role pri".utf8).write(to: URL(filePath: folder.path + "/standing.new"))
    #expect(try file.read() == Standing(role: .primary, fence: .first))
    try file.write(Standing(role: .replica, fence: Epoch(2)))
    #expect(try file.read() == Standing(role: .replica, fence: Epoch(2)))
  }

  @Test(arguments: [
    "", "role", "role king\nepoch 1\n", "role primary\n", "epoch 3\n", "role replica\nepoch 0\n",
    "role replica\nepoch x\n", "role replica\nrole primary\nepoch 1\n", "role replica\nage 3\n",
    "role replica\nyielded-to Big_Node\n",
  ])
  func `that is damaged is an error that names the file, never a guess`(text: String) throws {
    let file = try file()
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/standing"))
    let fault = #expect(throws: StandingFault.self) { try file.read() }
    #expect(fault?.description.contains(folder.path + "/standing") == true)
  }

  @Test func `that cannot be written leaves the one before`() throws {
    let file = try file()
    try file.write(Standing(role: .primary, fence: .first))
    try FileManager.default.createDirectory(
      atPath: folder.path + "/standing.new/x", withIntermediateDirectories: true)
    #expect(throws: StandingFault.self) { try file.write(Standing(role: .replica, fence: nil)) }
    #expect(try file.read() == Standing(role: .primary, fence: .first))
  }
}
