import StandardForms

/// What stands between a YAML text and a value that is endless: a text of some hundred bytes can
/// say ten times over that a value is three times the one before.
package enum YAMLAliases {
  /// Whether `text` makes values that are much larger than it is: whether it has an anchor and more
  /// than `Limits.yamlAliasesMax` aliases (I11). To be asked before anything is made of it: a
  /// parser puts the values in place, and hashes those that are keys.
  ///
  /// Words in quotation marks, comments and texts count as well if they look like an alias
  /// (`*word`) or an anchor (`&word`); what could be one is never missed.
  package static func multiply(_ text: some StringProtocol) -> Bool {
    var anchors = 0
    var aliases = 0
    var sign: UInt8?
    var length = 0
    var previous: UInt8 = 0x0A
    for byte in text.utf8 {
      if let begun = sign, !isNamePart(byte) {
        if length > 0, ends(byte) { count(begun, &anchors, &aliases) }
        sign = nil
      }
      if sign != nil {
        length += 1
      } else if byte == anchor || byte == alias, !isNamePart(previous) {
        (sign, length) = (byte, 0)
      }
      previous = byte
    }
    if let sign, length > 0 { count(sign, &anchors, &aliases) }
    return anchors > 0 && aliases > Limits.yamlAliasesMax
  }

  private static let anchor = UInt8(ascii: "&")
  private static let alias = UInt8(ascii: "*")

  private static func count(_ sign: UInt8, _ anchors: inout Int, _ aliases: inout Int) {
    if sign == anchor { anchors += 1 } else { aliases += 1 }
  }

  /// A letter, digit, `_` or `-`: after one of these no value begins.
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    case _: false
    }
  }

  /// What may follow a name: blanks, breaks (also those beyond ASCII) and some of YAML's signs.
  private static func ends(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, 0x09, 0x0A, 0x0D, 0x20, 0x80...0xFF: true
    case _: "?:,]}%@`".utf8.contains(byte)
    }
  }
}
