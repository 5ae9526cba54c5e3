import ArgumentParser
import StandardForms

/// `heliograph repair`
struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Mend the log of a node that stands still, from another node's.",
    discussion: """
      Asks the node itself (--server). Events that the scrub found damaged are fetched from a node \
      that has them, every hash is checked, and the whole is put into the place of the damaged \
      store, which goes to DIR/archive. If the log is diverged within an epoch, the last event in \
      common with the primary is looked for, and what lies beyond is kept as orphans. Needs an \
      administrator's token. Takes as long as copying the log; the node serves its page meanwhile.
      """)

  @OptionGroup var server: ServerOptions

  /// A million events take about a minute.
  private static let patienceSeconds = 3600.0

  func run() async throws {
    let connection = try server.connection(patienceSeconds: Self.patienceSeconds)
    let report = try await connection.require("POST", "/api/v1/cluster/repair").json()
    guard let from = report["from"]?.string, let putAside = report["putAside"]?.integer else {
      throw OperatorError(
        "the server's answer says nothing of a repair", hint: "check --server and its version")
    }
    if let first = report["replaced"]?["first"]?.integer,
      let last = report["replaced"]?["last"]?.integer
    {
      try StandardOutput.write(
        "The events \(first) to \(last) were replaced by those of \(from.printable).")
    } else {
      try StandardOutput.write(
        "The log was compared with that of \(from.printable); "
          + "\(putAside) event\(putAside == 1 ? "" : "s") that only it had "
          + "\(putAside == 1 ? "is" : "are") kept as orphans.")
    }
  }
}
