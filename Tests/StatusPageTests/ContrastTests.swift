import Foundation
import Testing

@testable import StatusPage

/// WCAG 2.2, success criteria 1.4.3 (text: 4.5) and 1.4.11 (shapes, bars,
/// focus: 3), computed from the
/// colours of the stylesheet.
@Suite struct `Contrast` {
  private static let texts = [
    "ink", "quiet", "link", "operational", "maintenance", "notice", "minor", "major", "critical",
    "unknown",
  ]

  @Test(arguments: [false, true])
  func `every text can be read on every surface, light and dark`(isDark: Bool) throws {
    let colours = try Self.colours(isDark: isDark)
    for surface in ["paper", "card", "inner", "stale"] {
      for text in Self.texts {
        let contrast = Self.contrast(try #require(colours[text]), try #require(colours[surface]))
        #expect(contrast >= 4.5, "\(text) on \(surface): \(contrast)")
      }
      let focus = Self.contrast(try #require(colours["focus"]), try #require(colours[surface]))
      #expect(focus >= 3, "focus on \(surface): \(focus)")
    }
    for bar in ["quietday", "nodata"] {
      for surface in ["card", "inner"] {
        let contrast = Self.contrast(
          try #require(colours[bar]), try #require(colours[surface]))
        #expect(contrast >= 3, "\(bar) on \(surface): \(contrast)")
      }
    }
    let sign = try #require(colours["sign"])
    for shape in Self.texts.dropFirst(3) {
      #expect(Self.contrast(try #require(colours[shape]), sign) >= 4.5, "sign in \(shape)")
    }
  }

  /// The custom properties of `:root`: the first block is light, the second dark.
  private static func colours(isDark: Bool) throws -> [String: UInt32] {
    let style = String(decoding: Stylesheet.standard.bytes, as: UTF8.self)
    let blocks = style.matches(of: /:root \{([^}]*)\}/)
    let block = try #require(blocks.count >= 2 ? blocks[isDark ? 1 : 0].output.1 : nil)
    var colours: [String: UInt32] = [:]
    for match in block.matches(of: /--([a-z]+): #([0-9a-f]{6});/) {
      colours[String(match.output.1)] = UInt32(match.output.2, radix: 16)
    }
    return colours
  }

  /// <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
  private static func contrast(_ a: UInt32, _ b: UInt32) -> Double {
    let luminances = [luminance(a), luminance(b)].sorted()
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)
  }

  /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
  private static func luminance(_ colour: UInt32) -> Double {
    let parts = [16, 8, 0].map { shift in
      let value = Double(colour >> UInt32(shift) & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
