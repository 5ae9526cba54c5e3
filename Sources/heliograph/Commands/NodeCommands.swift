import ArgumentParser
import Foundation
import StatusService

/// `heliograph primary`
struct PrimaryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "primary",
    abstract: "Run the node that takes writes.",
    discussion: """
      Makes a new log in an empty folder and shows the token of its first administrator once. \
      Serves the page, the API and replicas until SIGTERM or Ctrl-C.
      """)

  @Option(help: NodeOptions.configHelp)
  var config: String?
  @Option(help: Setting.data.argumentHelp)
  var data: String?
  @Option(help: Setting.http.argumentHelp)
  var http: String?
  @Option(help: Setting.publish.argumentHelp)
  var publish: String?
  @Option(help: Setting.control.argumentHelp)
  var control: String?
  @Option(help: Setting.nodeName.argumentHelp)
  var name: String?
  @Option(help: Setting.cluster.argumentHelp)
  var cluster: String?
  @Option(help: Setting.keys.argumentHelp)
  var keys: String?
  @Option(help: Setting.adminToken.argumentHelp)
  var adminToken: String?
  @Option(help: Setting.provision.argumentHelp)
  var provision: String?
  @Option(name: .customLong("public-url"), help: Setting.publicURL.argumentHelp)
  var publicURL: String?
  @Option(help: Setting.forwardWrites.argumentHelp)
  var forwardWrites: String?
  @Option(help: Setting.title.argumentHelp)
  var title: String?
  @Option(help: Setting.theme.argumentHelp)
  var theme: String?
  @Option(help: Setting.corsOrigins.argumentHelp)
  var corsOrigins: String?
  @Option(help: Setting.metrics.argumentHelp)
  var metrics: String?
  @Option(help: Setting.scrubInterval.argumentHelp)
  var scrubInterval: String?
  @Option(help: Setting.logFormat.argumentHelp)
  var logFormat: String?
  @Option(help: Setting.logLevel.argumentHelp)
  var logLevel: String?

  func run() async throws {
    let settings = try NodeOptions.settings(
      PrimaryNode.known, config: config,
      flags: [
        Setting.data.name: data, Setting.http.name: http, Setting.publish.name: publish,
        Setting.control.name: control, Setting.nodeName.name: name,
        Setting.cluster.name: cluster, Setting.keys.name: keys,
        Setting.adminToken.name: adminToken,
        Setting.provision.name: provision, Setting.publicURL.name: publicURL,
        Setting.forwardWrites.name: forwardWrites,
        Setting.title.name: title, Setting.theme.name: theme,
        Setting.corsOrigins.name: corsOrigins,
        Setting.metrics.name: metrics, Setting.scrubInterval.name: scrubInterval,
        Setting.logFormat.name: logFormat, Setting.logLevel.name: logLevel,
      ])
    if let member = try MemberNode(settings, first: .primary) {
      try await member.run()
    } else {
      try await PrimaryNode(settings).run()
    }
  }
}

/// `heliograph replica`
struct ReplicaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica",
    abstract: "Run a node that copies a primary and serves what it holds, also without it.",
    discussion: """
      Fetches what it lacks from the primary, follows it, and says how old its state is when the \
      primary is gone. Writes are answered with the primary's address, or sent on to it \
      (--forward-writes).
      """)

  @Option(help: NodeOptions.configHelp)
  var config: String?
  @Option(help: Setting.data.argumentHelp)
  var data: String?
  @Option(help: Setting.http.argumentHelp)
  var http: String?
  @Option(help: Setting.primaryPublish.argumentHelp)
  var primaryPublish: String?
  @Option(help: Setting.primaryControl.argumentHelp)
  var primaryControl: String?
  @Option(help: Setting.nodeName.argumentHelp)
  var name: String?
  @Option(help: Setting.cluster.argumentHelp)
  var cluster: String?
  @Option(help: Setting.keys.argumentHelp)
  var keys: String?
  @Option(help: Setting.provision.argumentHelp)
  var provision: String?
  @Option(help: Setting.forwardWrites.argumentHelp)
  var forwardWrites: String?
  @Option(help: Setting.title.argumentHelp)
  var title: String?
  @Option(help: Setting.theme.argumentHelp)
  var theme: String?
  @Option(help: Setting.corsOrigins.argumentHelp)
  var corsOrigins: String?
  @Option(help: Setting.metrics.argumentHelp)
  var metrics: String?
  @Option(help: Setting.scrubInterval.argumentHelp)
  var scrubInterval: String?
  @Option(help: Setting.logFormat.argumentHelp)
  var logFormat: String?
  @Option(help: Setting.logLevel.argumentHelp)
  var logLevel: String?

  func run() async throws {
    let settings = try NodeOptions.settings(
      ReplicaNode.known, config: config,
      flags: [
        Setting.data.name: data, Setting.http.name: http,
        Setting.primaryPublish.name: primaryPublish, Setting.primaryControl.name: primaryControl,
        Setting.nodeName.name: name, Setting.cluster.name: cluster,
        Setting.keys.name: keys, Setting.provision.name: provision,
        Setting.forwardWrites.name: forwardWrites, Setting.title.name: title,
        Setting.theme.name: theme, Setting.corsOrigins.name: corsOrigins,
        Setting.metrics.name: metrics, Setting.scrubInterval.name: scrubInterval,
        Setting.logFormat.name: logFormat, Setting.logLevel.name: logLevel,
      ])
    if let member = try MemberNode(settings, first: .replica) {
      try await member.run()
    } else {
      try await ReplicaNode(settings).run()
    }
  }
}

/// What both nodes do with their options.
enum NodeOptions {
  static let configHelp = ArgumentHelp(
    "A YAML file with the other options, named as the flags (HELIOGRAPH_CONFIG).",
    valueName: "file")

  static func settings(
    _ known: [Setting], config: String?, flags: [String: String?]
  ) throws -> Settings {
    let environment = ProcessInfo.processInfo.environment
    return try Settings(
      known: known, flags: flags, environment: environment,
      file: config ?? environment["HELIOGRAPH_CONFIG"])
  }
}
