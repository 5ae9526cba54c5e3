import ArgumentParser
import EventLog
import Membership
import YAMLReading

/// `heliograph cluster`
struct ClusterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Try the file that names the nodes of a cluster.",
    subcommands: [Check.self])

  /// `heliograph cluster check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the nodes of a cluster's file and what makes an event replicated.",
      discussion: """
        Reads the file as a node does with --cluster. What is wrong is printed, a line each: \
        FILE:LINE:COLUMN: part: what must be. Exits with 1 then; no node starts with such a file, \
        and a running one that is sent SIGHUP keeps what it has.
        """)

    @Argument(help: "The cluster's file, such as cluster.yaml.")
    var file: String

    func run() async throws {
      let membership: Membership
      do {
        membership = try ClusterFile.read(file)
      } catch let error as DocumentFaults {
        for fault in error.faults { try StandardOutput.write(fault.line(in: file)) }
        let count = error.faults.count
        try StandardOutput.write("\(count) fault\(count == 1 ? "" : "s")")
        throw ExitCode(1)
      }
      for line in Self.table(membership).lines { try StandardOutput.write(line) }
      try StandardOutput.write("")
      for sentence in membership.durabilityInWords { try StandardOutput.write(sentence) }
      if let log = membership.log { try StandardOutput.write("The log is \(log.text).") }
      try StandardOutput.write("no faults")
    }

    private static func table(_ membership: Membership) -> TextTable {
      var table = TextTable(
        ["NODE", "NUMBER", "REGION", "ROLE", "KEYS", "PUBLISH", "CONTROL", "URL"],
        numbers: ["NUMBER", "KEYS"])
      for member in membership.members {
        table.add([
          member.name.text, "\(member.number)", member.region.text, member.rolesInWords,
          "\(member.keys.count)", member.publish, member.control, member.url,
        ])
      }
      return table
    }
  }
}
