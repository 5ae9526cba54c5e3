/// Which target stands on which layer, and what each may import besides the standard library. An
/// arrow only points down.
enum Layers {
  static let number: [String: Int] = [
    "StandardForms": 0, "CZeroMQ": 0, "CZlib": 0,
    "StatusDomain": 1, "EventLog": 1, "Coordination": 1, "Monitoring": 1,
    "YAMLReading": 1,
    "ReadModel": 2, "Membership": 2, "StatuspageImport": 2, "Provisioning": 2, "ZeroMQ": 2,
    "Replication": 3, "LogStore": 3, "StatusPage": 3,
    "StatusService": 4, "ReplicationService": 4, "Theming": 4,
    "Audit": 5, "HTTPAPI": 6, "heliograph": 7, "Bench": 8,
  ]

  /// The targets below `LogStore`: no Foundation, NIO, Dispatch or Logging, no world.
  static let core: Set<String> = [
    "StandardForms", "StatusDomain", "EventLog", "Coordination", "YAMLReading", "ReadModel",
    "Membership", "Replication", "StatuspageImport", "Provisioning",
  ]

  static let foreign: [String: Set<String>] = [
    "StandardForms": [], "StatusDomain": ["HashTreeCollections"], "EventLog": ["Crypto"],
    "Coordination": ["Synchronization", "Glibc"], "YAMLReading": ["Yams"],
    "ReadModel": ["HashTreeCollections"],
    "Membership": [], "Replication": [], "StatuspageImport": [], "Provisioning": [],
    "ZeroMQ": ["CoreMetrics", "Glibc", "Synchronization"],
    "Monitoring": ["CoreMetrics", "Logging", "Synchronization", "Glibc"],
    "LogStore": [
      "CoreMetrics", "GRDB", "GRDBSQLite", "Foundation", "Glibc", "Synchronization",
    ],
    "StatusPage": ["HashTreeCollections", "Synchronization"],
  ]

  /// From layer 4 on the shell may use what the manifest gives it.
  static func mayImport(_ target: String, _ module: String) -> Bool {
    guard let own = number[target] else { return false }
    if let other = number[module] { return other < own }
    return foreign[target].map { $0.contains(module) } ?? true
  }
}
