/// How the pages of one installation look and what they say beside the state: read from a folder,
/// and checked there. A value of nothing but data: nothing in it can be called.
package struct Theme: Sendable {
  /// The site's title; where it says nothing, `--title` does.
  package var title = Localised()
  /// Colours in place of the stylesheet's, by the name of their custom property, without dashes.
  package var colours: [String: ColourPair] = [:]
  /// The fonts.
  package var fonts = Fonts()
  /// What stands before the title.
  package var logo: Logo?
  /// The browser's small picture of the site: one of `files`.
  package var icon: String?
  /// Where visitors find what concerns their own resources, shown at the top.
  package var resources: Link?
  /// More links, at the foot of each page.
  package var links: [Link] = []
  /// The texts that have pages of their own, in the small Markdown of `Prose`.
  package var texts: [Text: Localised] = [:]
  /// CSS that comes after ours.
  package var style: [UInt8] = []
  /// Templates in place of ours, in UTF-8.
  package var templates: [TemplateName: [UInt8]] = [:]
  /// Files of words, by language: some in place of ours, or all of another language.
  package var words: [String: [UInt8]] = [:]
  /// What is served below `/theme/`, by name.
  package var files: [String: File] = [:]

  /// The theme that changes nothing.
  package static let standard = Theme()

  /// An empty theme, to be filled.
  package init() {}

  /// A text with a page of its own; its address is `/` and the raw value.
  package enum Text: String, CaseIterable, Sendable {
    /// Who runs this.
    case about
    /// Who is answerable for it.
    case imprint
    /// What becomes of visitors' data.
    case privacy
  }

  /// The colours of one custom property.
  package struct ColourPair: Hashable, Sendable {
    /// By day.
    package var light: Colour
    /// By night.
    package var dark: Colour

    /// Both.
    package init(light: Colour, dark: Colour) {
      self.light = light
      self.dark = dark
    }
  }

  /// The picture before the title.
  package struct Logo: Hashable, Sendable {
    /// One of `files`.
    package var light: String
    /// One of `files`, on dark grounds; `nil` for the same.
    package var dark: String?
    /// What it says; empty if the title beside it says the same.
    package var alt: Localised
    /// Whether the title stands beside it.
    package var showsTitle: Bool

    /// A logo of these parts.
    package init(light: String, dark: String?, alt: Localised, showsTitle: Bool) {
      self.light = light
      self.dark = dark
      self.alt = alt
      self.showsTitle = showsTitle
    }
  }

  /// A link out of the pages.
  package struct Link: Hashable, Sendable {
    /// What is to be read.
    package var label: Localised
    /// Where it leads.
    package var address: Address

    /// A link of these parts.
    package init(label: Localised, address: Address) {
      self.label = label
      self.address = address
    }
  }

  /// A file that is served.
  package struct File: Hashable, Sendable {
    /// Its bytes.
    package var bytes: [UInt8]
    /// What it is, as in `Content-Type`.
    package var mediaType: String

    /// A file of these bytes.
    package init(bytes: [UInt8], mediaType: String) {
      self.bytes = bytes
      self.mediaType = mediaType
    }
  }
}

/// A text in some languages.
package struct Localised: Hashable, Sendable {
  /// The text by language, `""` for all others.
  private var texts: [String: String]

  /// These texts, by language; `""` stands for every other.
  package init(_ texts: [String: String] = [:]) { self.texts = texts }

  /// Whether there is no text at all.
  package var isEmpty: Bool { texts.isEmpty }

  /// The languages that are named.
  package var codes: [String] { texts.keys.filter { !$0.isEmpty }.sorted() }

  /// The text in `code`, else the one for every language, else that of the first of `others` that
  /// has one, with its language; `nil` if there is none.
  package func text(_ code: String, else others: [String]) -> (text: String, code: String)? {
    for (key, language) in [(code, code), ("", code)] + others.map({ ($0, $0) }) {
      if let text = texts[key] { return (text, language) }
    }
    return texts.min { $0.key < $1.key }.map { ($0.value, $0.key) }
  }
}

/// An address that a page may link to: `https:`, `http:`, `mailto:`, or a path of this site.
package struct Address: Hashable, Sendable {
  /// As it is written.
  package let text: String

  /// The address that `text` is; `nil` if it is another, or one with blanks or controls in it.
  package init?(_ text: String) {
    let isPrintable = text.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && scalar != "\\"
    }
    guard isPrintable else { return nil }
    let known = ["https://", "http://", "mailto:"].contains { scheme in
      text.count > scheme.count && text.lowercased().hasPrefix(scheme)
    }
    // Two slashes begin another site's address.
    guard known || text.hasPrefix("/") && !text.hasPrefix("//") else { return nil }
    self.text = text
  }
}

/// An opaque colour in sRGB, with 8 bits for each part.
package struct Colour: Hashable, Sendable {
  /// Red.
  package let red: UInt8
  /// Green.
  package let green: UInt8
  /// Blue.
  package let blue: UInt8

  /// A colour of these parts.
  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `#rrggbb`: the only way in which a colour gets into CSS.
  package var css: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
  }
}
