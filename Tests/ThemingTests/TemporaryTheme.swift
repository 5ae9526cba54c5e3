import Foundation
import StatusPage

@testable import Theming

/// A theme's folder for one test.
final class TemporaryTheme {
  let url: URL
  var path: String { url.path() }

  /// A folder with `theme.yaml` and other files.
  init(_ yaml: String = "title: Example\n", _ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "theme-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write("theme.yaml", Data(yaml.utf8))
    for (name, text) in files { try write(name, Data(text.utf8)) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ data: Data) throws {
    try data.write(to: url.appending(path: name))
  }

  // Both use `self` to their end, and with it the folder lasts as long.

  /// What the reader and the trial say.
  func check() -> ThemeCheck { withExtendedLifetime(self) { ThemeCheck(folder: path) } }

  /// What they say, a line each.
  var findings: [String] { check().findings.map(\.description) }

  /// What the reader alone takes from it.
  var read: Theme { withExtendedLifetime(self) { ThemeReader.read(path).theme } }
}

/// An SVG that may be served.
let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>"
