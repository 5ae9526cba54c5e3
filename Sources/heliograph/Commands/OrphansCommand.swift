import ArgumentParser
import StandardForms

/// `heliograph orphans`
struct OrphansCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orphans",
    abstract: "Settle what only a deposed primary had.",
    discussion: """
      A node that was the primary, and comes back after another was promoted without it, keeps the \
      events that only it had, in bundles of its own. Each of them is to be re-applied, which \
      records it anew at the present primary, or discarded.

      --server is the node that has the bundle. Needs an administrator's token.
      """,
    subcommands: [List.self, Show.self, Reapply.self, Discard.self])

  /// `heliograph orphans list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the bundles of a node.",
      discussion: "Exits with 1 if one of them cannot be read, or is not what its node signed.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
      let bundles = try await OrphanStore(connection: server.connection()).bundles()
      guard !bundles.isEmpty else { return try StandardOutput.write("no orphans") }
      var table = TextTable(
        [
          "BUNDLE", "NODE", "EPOCH", "AFTER", "THROUGH", "EVENTS", "UNSETTLED", "SIGNATURE", "KEPT",
        ],
        numbers: ["EPOCH", "AFTER", "THROUGH", "EVENTS", "UNSETTLED"])
      for bundle in bundles {
        table.add(
          [
            "name", "node", "epoch", "after", "through", "count", "unsettled", "signature",
            "keptAt",
          ].map { bundle.words($0) })
      }
      for line in table.lines { try StandardOutput.write(line) }
      let faults = bundles.filter { $0["fault"] != nil }
      for bundle in faults {
        try StandardOutput.write("\(bundle.words("name")): \(bundle.words("fault"))")
      }
      if !faults.isEmpty { throw ExitCode(1) }
    }
  }

  /// `heliograph orphans show`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the events of a bundle, and what became of each.")

    @Argument(help: "The bundle's name, as `list` shows it.")
    var bundle: String

    @OptionGroup var server: ServerOptions

    func run() async throws {
      let bundle = try await OrphanStore(connection: server.connection()).bundle(bundle)
      let summary = bundle.summary
      try StandardOutput.write(
        "What \(summary.words("node")) had after position \(summary.words("after")), up to "
          + "\(summary.words("through")); all logs share what is up to "
          + "\(summary.words("ancestor")). Kept \(summary.words("keptAt")).")
      try StandardOutput.write(
        "Signature: \(summary.words("signature"))"
          + (bundle.fault.map { ": \($0.printable)" } ?? ""))
      try StandardOutput.write("")
      var table = TextTable(["POSITION", "RECORDED", "SETTLED", "EVENT"], numbers: ["POSITION"])
      for orphan in bundle.orphans {
        table.add([
          "\(orphan.position)", orphan.json.words("recordedAt"),
          Self.settled(orphan.json["settled"]),
          orphan.title,
        ])
      }
      for line in table.lines { try StandardOutput.write(line) }
    }

    private static func settled(_ settled: JSONValue?) -> String {
      guard let settled, settled != .null else { return "-" }
      let outcome = settled.words("as")
      return outcome == "reapplied" ? "reapplied at \(settled.words("at"))" : outcome
    }
  }

  /// `heliograph orphans reapply`
  struct Reapply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record orphans anew at the primary.",
      discussion: """
        Each is decided by the same rules as any change, and keeps the time at which it happened. \
        What is refused stays unsettled; what was re-applied before is not recorded again, so a \
        run that was cut short is repaired by another. Events of one command go together. What \
        happened to the log itself is discarded.

        Exits with 1 if any was refused.
        """)

    @OptionGroup var choice: OrphanChoice

    @Flag(help: "Re-apply from a bundle that is not what its node signed.")
    var unverified = false

    @OptionGroup var server: ServerOptions

    func validate() throws { try choice.check() }

    func run() async throws {
      let connection = try server.connection()
      let store = OrphanStore(connection: connection)
      let bundle = try await store.bundle(choice.bundle)
      if let fault = bundle.fault, !unverified {
        throw OperatorError(
          "nothing was re-applied: \(fault.printable)",
          hint: "compare it with the old store in the archive; --unverified takes it as it is")
      }
      var tally = OrphanTally()
      let commands = try bundle.commands(at: choice.positions, all: choice.all)
      let primary =
        commands.isEmpty ? nil : try await Reapplier(asking: connection, server)
      for orphans in commands {
        do {
          let outcomes =
            orphans.allSatisfy(\.isOfLog)
            ? orphans.map { _ in .discarded } : try await primary?.reapply(orphans) ?? []
          try await store.settle(Array(zip(orphans, outcomes)), of: bundle)
          for (orphan, outcome) in zip(orphans, outcomes) {
            try StandardOutput.write(tally.line(orphan, outcome))
          }
        } catch let refused as Reapplier.Refused {
          for orphan in orphans { try StandardOutput.write(tally.line(orphan, refused)) }
        }
      }
      try StandardOutput.write(tally.summary)
      if tally.refused > 0 { throw ExitCode(1) }
    }
  }

  /// `heliograph orphans discard`
  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Leave orphans in their bundle, and ask no more about them.")

    @OptionGroup var choice: OrphanChoice

    @OptionGroup var server: ServerOptions

    func validate() throws { try choice.check() }

    func run() async throws {
      let store = OrphanStore(connection: try server.connection())
      let bundle = try await store.bundle(choice.bundle)
      var tally = OrphanTally()
      let chosen = bundle.orphans.filter { choice.all || choice.positions.contains($0.position) }
      _ = try bundle.commands(at: choice.positions, all: choice.all)
      let open = chosen.filter { !$0.isSettled }
      try await store.settle(open.map { ($0, .discarded) }, of: bundle)
      for orphan in open { try StandardOutput.write(tally.line(orphan, .discarded)) }
      try StandardOutput.write(tally.summary)
    }
  }
}

/// Which orphans of which bundle.
struct OrphanChoice: ParsableArguments {
  @Argument(help: "The bundle's name, as `list` shows it.")
  var bundle: String

  @Argument(help: "Positions, as `show` shows them.")
  var positions: [Int64] = []

  @Flag(help: "All that are not settled.")
  var all = false

  func check() throws {
    guard all != !positions.isEmpty else {
      throw ValidationError("give positions, or --all")
    }
  }
}

/// What became of orphans in one run, line by line.
struct OrphanTally {
  private(set) var refused = 0
  private var reapplied = 0
  private var unchanged = 0
  private var discarded = 0

  mutating func line(_ orphan: OrphanStore.Orphan, _ outcome: OrphanStore.Outcome) -> String {
    switch outcome {
    case .reapplied(_, let place):
      reapplied += 1
      return "\(orphan.position) \(orphan.title): re-applied at \(place)"
    case .unchanged:
      unchanged += 1
      return "\(orphan.position) \(orphan.title): is so already"
    case .discarded:
      discarded += 1
      return "\(orphan.position) \(orphan.title): discarded"
    }
  }

  mutating func line(_ orphan: OrphanStore.Orphan, _ refusal: Reapplier.Refused) -> String {
    refused += 1
    return "\(orphan.position) \(orphan.title): refused: \(refusal.reason.printable)"
  }

  var summary: String {
    let counts = [
      (reapplied, "re-applied"), (unchanged, "so already"), (discarded, "discarded"),
      (refused, "refused"),
    ].filter { $0.0 > 0 }
    return counts.isEmpty
      ? "nothing to settle" : counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}

extension JSONValue {
  /// A member as people read it; `-` for what is not there.
  fileprivate func words(_ key: String) -> String {
    (self[key]?.string ?? self[key]?.integer.map { "\($0)" } ?? "-").printable
  }
}
