import StatusPage

/// What a theme may serve: told by the end of a file's name, and by how the file begins.
enum FileKind: String, CaseIterable {
  case svg, png, jpg, jpeg, webp, woff2

  /// The kind of the file `name`; `nil` for one that a theme does not serve.
  init?(name: String) {
    guard let point = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: point)...].lowercased())
  }

  var isPicture: Bool { self != .woff2 }

  var mediaType: String {
    switch self {
    case .svg: "image/svg+xml"
    case .png: "image/png"
    case .jpg, .jpeg: "image/jpeg"
    case .webp: "image/webp"
    case .woff2: "font/woff2"
    }
  }

  /// Why `bytes` are no such file; `nil` if they are one.
  func fault(in bytes: [UInt8]) -> String? {
    switch self {
    case .svg: return Self.svgFault(bytes)
    case .png:
      return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? nil : other
    case .jpg, .jpeg: return bytes.starts(with: [0xFF, 0xD8, 0xFF]) ? nil : other
    case .webp:
      let isWebP = bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
      return isWebP ? nil : other
    case .woff2: return bytes.starts(with: "wOF2".utf8) ? nil : other
    }
  }

  private var other: String { "it is no \(rawValue) file, whatever its name says" }

  /// A picture that draws, and does nothing else. Pages show it as an image, which runs nothing
  /// anyway; this is for those who open it by its own address.
  private static func svgFault(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self)?.lowercased() else {
      return "it is not UTF-8"
    }
    guard text.contains("<svg") else { return "it holds no <svg> element" }
    for word in ["<script", "<!doctype", "<!entity", "<foreignobject", "javascript:"]
    where text.contains(word) {
      return "it contains \(word), which a picture has no use for"
    }
    return text.contains(#/[\s"'/]on[a-z]+\s*=/#) ? "it contains an on…= handler" : nil
  }
}
