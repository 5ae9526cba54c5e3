// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: Swift 6, warnings are errors, imports are exact and internal.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let collections: Target.Dependency = .product(
  name: "HashTreeCollections", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(
  name: "HummingbirdCore", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(
  name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let metricsTestKit: Target.Dependency = .product(
  name: "MetricsTestKit", package: "swift-metrics")
let asyncHTTPClient: Target.Dependency = .product(
  name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "heliograph",
  products: [.executable(name: "heliograph", targets: ["heliograph"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Layer 0: words that every layer speaks, and the C libraries of ZeroMQ and zlib.
    .target(name: "StandardForms", swiftSettings: strict),
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

    // Layer 1: the words of the status page and its rules; what a log is; waiting and threads;
    // metrics and log lines; YAML.
    .target(
      name: "StatusDomain", dependencies: ["StandardForms", collections], swiftSettings: strict),
    .target(name: "EventLog", dependencies: ["StandardForms", crypto], swiftSettings: strict),
    .target(name: "Coordination", swiftSettings: strict),
    .target(
      name: "Monitoring", dependencies: ["StandardForms", logging, metrics],
      swiftSettings: strict),
    .target(name: "YAMLReading", dependencies: ["StandardForms", yams], swiftSettings: strict),

    // Layer 2: the read model; who keeps a log together; foreign exports and declarations without
    // I/O; typed ZeroMQ.
    .target(
      name: "ReadModel", dependencies: ["StandardForms", "StatusDomain", collections],
      swiftSettings: strict),
    .target(
      name: "Membership", dependencies: ["StandardForms", "EventLog", "YAMLReading"],
      swiftSettings: strict),
    .target(name: "StatuspageImport", dependencies: ["StandardForms"], swiftSettings: strict),
    .target(
      name: "Provisioning",
      dependencies: ["StandardForms", "StatusDomain", "YAMLReading"], swiftSettings: strict),
    .target(
      name: "ZeroMQ", dependencies: ["CZeroMQ", "StandardForms", "Monitoring", metrics],
      swiftSettings: strict),

    // Layer 3: replication without I/O; the SQLite store; the HTML page.
    .target(
      name: "Replication", dependencies: ["StandardForms", "EventLog", "Membership"],
      exclude: ["Design.md"], swiftSettings: strict),
    .target(
      name: "LogStore",
      dependencies: ["StandardForms", "EventLog", "Monitoring", grdb, grdbSQLite, metrics],
      exclude: ["Design.md"], swiftSettings: strict),
    .target(
      name: "StatusPage",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", collections],
      resources: [.embedInCode("Resources")], swiftSettings: strict),

    // Layer 4: the shell of the core; replication over ZeroMQ; themes from folders.
    .target(
      name: "StatusService",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "Monitoring", "ReadModel",
        "LogStore", collections, crypto, logging, lifecycle, metrics,
      ], swiftSettings: strict),
    .target(
      name: "ReplicationService",
      dependencies: [
        "StandardForms", "EventLog", "Coordination", "Monitoring", "Membership", "Replication",
        "ZeroMQ", "LogStore", logging, lifecycle, metrics,
      ], swiftSettings: strict),
    .target(
      name: "Theming",
      dependencies: [
        "StandardForms", "StatusDomain", "YAMLReading", "ReadModel", "StatusPage", yams,
      ],
      swiftSettings: strict),

    // Layer 5: verify and replay, which trust nothing that was stored.
    .target(
      name: "Audit",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "ReadModel", "LogStore", "StatusService",
        collections,
      ], swiftSettings: strict),

    // Layer 6: routes, problems, event pages.
    .target(
      name: "HTTPAPI",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "Monitoring", "YAMLReading",
        "ReadModel", "Provisioning", "LogStore", "StatusPage", "StatusService", "Replication",
        "CZlib", asyncHTTPClient, collections, crypto, hummingbird, hummingbirdCore, httpTypes,
        lifecycle, logging, metrics, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
        nioSSL,
      ], resources: [.embedInCode("Resources/openapi.yaml")], swiftSettings: strict),

    // Layer 7: the composition of all parts, and its command line.
    .executableTarget(
      name: "heliograph",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "Monitoring", "YAMLReading",
        "ReadModel", "Membership", "LogStore", "StatuspageImport", "Provisioning", "ZeroMQ",
        "StatusPage",
        "StatusService", "Replication", "ReplicationService", "Theming", "Audit", "HTTPAPI",
        argumentParser, crypto, hummingbird, lifecycle, logging, metrics, unixSignals, yams,
      ], swiftSettings: strict),

    // Measures parts of the program in one process; see Benchmarks/README.md.
    .executableTarget(
      name: "Bench",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "Monitoring", "ReadModel",
        "Replication", "LogStore", "StatusService", argumentParser, logging, metrics,
      ], path: "Benchmarks/Bench", swiftSettings: strict),

    // Tests, in the same order. They see every target's `package` declarations.
    .target(
      name: "TestSupport",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", collections],
      path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "TestDisk", path: "Tests/TestDisk", swiftSettings: strict),
    .target(
      name: "Simulator",
      dependencies: ["StandardForms", "EventLog", "Membership", "Replication", "TestSupport"],
      path: "Tests/Simulator", swiftSettings: strict),
    .testTarget(
      name: "SimulatorTests", dependencies: ["Simulator"], swiftSettings: strict),
    .testTarget(
      name: "StandardFormsTests", dependencies: ["StandardForms", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "StatusDomainTests",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", "TestSupport", collections],
      swiftSettings: strict),
    .testTarget(
      name: "EventLogTests", dependencies: ["StandardForms", "EventLog"], exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "CoordinationTests", dependencies: ["Coordination"], swiftSettings: strict),
    .testTarget(
      name: "MonitoringTests", dependencies: ["StandardForms", "Monitoring", logging, metrics],
      swiftSettings: strict),
    .testTarget(
      name: "YAMLReadingTests", dependencies: ["StandardForms", "YAMLReading", yams],
      swiftSettings: strict),
    .testTarget(
      name: "ReadModelTests",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", "TestSupport", collections],
      swiftSettings: strict),
    .testTarget(
      name: "MembershipTests",
      dependencies: ["StandardForms", "EventLog", "YAMLReading", "Membership", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReplicationTests",
      dependencies: ["StandardForms", "EventLog", "Membership", "Replication"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "StatuspageImportTests",
      dependencies: ["StandardForms", "StatusDomain", "StatuspageImport"],
      swiftSettings: strict),
    .testTarget(
      name: "ProvisioningTests",
      dependencies: [
        "StandardForms", "StatusDomain", "YAMLReading", "Provisioning", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ZeroMQTests", dependencies: ["ZeroMQ", "CZeroMQ"], swiftSettings: strict),
    .testTarget(
      name: "LogStoreTests",
      dependencies: ["StandardForms", "EventLog", "LogStore", "TestDisk", crypto],
      swiftSettings: strict),
    .testTarget(
      name: "StatusPageTests",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", "StatusPage", collections],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "StatusServiceTests",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "Monitoring", "ReadModel",
        "LogStore", "StatusService", "TestDisk", collections, logging, metricsTestKit,
      ], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SnapshotTests",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "ReadModel", "StatusService", "TestSupport",
      ], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ReplicationServiceTests",
      dependencies: [
        "StandardForms", "EventLog", "Coordination", "Membership", "Replication", "ZeroMQ",
        "LogStore", "ReplicationService", lifecycle, logging,
      ], swiftSettings: strict),
    .testTarget(
      name: "ThemingTests",
      dependencies: ["StandardForms", "StatusDomain", "ReadModel", "StatusPage", "Theming"],
      swiftSettings: strict),
    .testTarget(
      name: "AuditTests",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "ReadModel", "LogStore", "StatusService",
        "Audit",
      ], swiftSettings: strict),
    .testTarget(
      name: "HTTPAPITests",
      dependencies: [
        "StandardForms", "StatusDomain", "EventLog", "Coordination", "ReadModel", "LogStore",
        "StatusPage", "StatusService", "HTTPAPI", "Monitoring", "TestSupport", "CZlib",
        collections, crypto, hummingbird, httpTypes, lifecycle, logging, metrics, metricsTestKit,
        nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix, yams,
      ], swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
