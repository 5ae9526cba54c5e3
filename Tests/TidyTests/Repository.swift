import Foundation

/// The files of this repository as the house rules see them.
struct Repository: Sendable {
  /// Every file that is not built, fetched or hidden, by its path from the root, in order.
  let paths: [String]
  private let root: URL

  /// Where this checkout lies, as an absolute path: nothing in it may know.
  var place: String { root.path() }

  private let swift: [SwiftFile]

  /// The folder that holds `Package.swift`, above this file.
  static let here = Repository(containing: #filePath)

  private init(containing file: String) {
    var folder = URL(filePath: file).resolvingSymlinksInPath().deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path()),
      folder.path() != "/"
    {
      folder.deleteLastPathComponent()
    }
    root = folder
    paths = Self.files(in: folder)
    swift = paths.filter { $0.hasSuffix(".swift") }.map { path in
      let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
      return SwiftFile(path: path, text: text ?? "")
    }
  }

  private static func files(in root: URL) -> [String] {
    let length = root.path().count
    guard
      let walk = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    else { return [] }
    return walk.compactMap { $0 as? URL }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false }
      .map { String($0.path().dropFirst(length)).removingPercentEncoding ?? $0.path() }
      .map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
      .filter { !$0.contains("__pycache__") }
      .sorted()
  }

  /// The place of a file outside this process.
  func url(_ path: String) -> URL { root.appending(path: path) }

  /// The text of a file; empty if it cannot be read.
  func text(_ path: String) -> String {
    (try? String(contentsOf: url(path), encoding: .utf8)) ?? ""
  }

  /// Whether there is such a file or folder.
  func holds(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path()) }

  /// The Swift files below `folders`.
  func swiftFiles(_ folders: String...) -> [SwiftFile] {
    swift.filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
  }

  /// The Swift files of the product.
  var sources: [SwiftFile] { swiftFiles("Sources") }

  /// The Swift files of the tests, but for those that quote what they forbid.
  var tests: [SwiftFile] { swiftFiles("Tests").filter { !$0.path.hasPrefix("Tests/TidyTests/") } }

  /// The targets below `Sources`.
  var targets: [String] {
    Set(sources.map(\.target)).union(["CZeroMQ"]).sorted()
  }
}
