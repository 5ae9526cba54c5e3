import ArgumentParser

/// The two nodes that a client measures.
struct PrimaryAndReplica: ParsableArguments {
  @Option(help: "The primary: http://ADDRESS:PORT.")
  var primary: String

  @Option(help: "The replica: http://ADDRESS:PORT.")
  var replica: String

  @Option(help: "A token that may write.")
  var token = LargeLog.adminToken
}
