import Glibc
import StatusPage

extension Colour {
  /// How a colour may be written, for messages.
  static let forms = "#rgb, #rrggbb, rgb(0 128 255), rgb(0% 50% 100%) or hsl(210 50% 40%)"

  /// The colour that `text` names, in one of `forms` (CSS Color 4, commas allowed); `nil` for all
  /// else: other spaces, transparency, whose contrast nobody can tell, and names.
  init?(parsing text: String) {
    if text.first == "#" {
      self.init(hexadecimal: text.dropFirst())
      return
    }
    guard let open = text.firstIndex(of: "("), text.last == ")" else { return nil }
    let inner = text[text.index(after: open)...].dropLast()
    let parts = inner.split { $0 == " " || $0 == "," }
    guard parts.count == 3 else { return nil }
    switch text[..<open] {
    case "rgb":
      let isPercent = parts.allSatisfy { $0.hasSuffix("%") }
      let values = parts.compactMap { part in
        isPercent
          ? Self.number(part.dropLast(), upTo: 100).map { $0 / 100 }
          : Self.number(part, upTo: 255).map { $0 / 255 }
      }
      guard values.count == 3 else { return nil }
      self.init(values)
    case "hsl":
      let hue = parts[0].hasSuffix("deg") ? parts[0].dropLast(3) : parts[0]
      guard let hue = Self.number(hue, upTo: 360), parts[1].hasSuffix("%"),
        parts[2].hasSuffix("%"), let saturation = Self.number(parts[1].dropLast(), upTo: 100),
        let lightness = Self.number(parts[2].dropLast(), upTo: 100)
      else { return nil }
      self.init(Self.rgb(hue: hue, saturation / 100, lightness / 100))
    case _: return nil
    }
  }

  private init?(hexadecimal digits: Substring) {
    guard [3, 6].contains(digits.utf8.count), digits.allSatisfy(\.isHexDigit),
      digits.allSatisfy(\.isASCII)
    else { return nil }
    let pairs = digits.count == 3 ? digits.flatMap { [$0, $0] } : Array(digits)
    let parts = stride(from: 0, to: 6, by: 2).compactMap {
      UInt8(String(pairs[$0...($0 + 1)]), radix: 16)
    }
    guard parts.count == 3 else { return nil }
    self.init(red: parts[0], green: parts[1], blue: parts[2])
  }

  /// Of three parts in 0…1.
  private init(_ parts: [Double]) {
    let bytes = parts.map { UInt8(($0 * 255).rounded()) }
    self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
  }

  /// Digits, perhaps with a point.
  private static func number(_ text: Substring, upTo highest: Double) -> Double? {
    let isPlain = text.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
    }
    guard isPlain, (1...12).contains(text.utf8.count), let value = Double(text),
      (0...highest).contains(value)
    else { return nil }
    return value
  }

  /// <https://www.w3.org/TR/css-color-4/#hsl-to-rgb>
  private static func rgb(hue: Double, _ saturation: Double, _ lightness: Double) -> [Double] {
    [0.0, 8, 4].map { n in
      let k = fmod(n + hue / 30, 12)
      let a = saturation * min(lightness, 1 - lightness)
      return min(max(lightness - a * max(-1, min(k - 3, 9 - k, 1)), 0), 1)
    }
  }

  /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
  private var luminance: Double {
    let parts = [red, green, blue].map { part in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// From 1 to 21: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
  func contrast(to other: Colour) -> Double {
    let luminances = [luminance, other.luminance].sorted()
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)
  }
}
