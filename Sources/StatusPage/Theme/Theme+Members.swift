extension Theme {
  /// What every template sees of it, in the language of `words`; `paths` keep what the visitor
  /// asked for.
  func members(_ words: Words, _ paths: Paths) -> Members {
    let code = words[.language]
    let documents = Text.allCases.filter { texts[$0]?.isEmpty == false }.map { text in
      [
        .label: .text(words[text.word]), .address: .text("/\(text.rawValue)" + paths.suffix),
      ] as Members
    }
    let shown = links.map { $0.members(code, words) } + documents
    return [
      .logo: .optional(logo.map { members($0, code) }), .icon: .optional(icon.map(path)),
      .resources: .optional(resources?.members(code, words)),
      .hasLinks: .flag(!shown.isEmpty), .links: .list(shown),
    ]
  }

  private func members(_ logo: Logo, _ code: String) -> Members {
    [
      .light: .text(path(of: logo.light)), .dark: .optional(logo.dark.map(path)),
      .alt: .text(logo.alt.text(code, else: Self.fallbacks)?.text ?? ""),
      .showsTitle: .flag(logo.showsTitle),
    ]
  }

  /// The languages whose words come from the theme alone.
  var addedLanguages: [Language] {
    let ours = Set(Words.files.map(\.code))
    return words.keys.filter { !ours.contains($0) }.sorted().map { Language(code: $0) }
  }

  /// Where a text is not said in the visitor's language.
  fileprivate static let fallbacks = Words.files.map(\.code)
}

extension Theme.Text {
  /// Its heading.
  var word: Word {
    switch self {
    case .about: .about
    case .imprint: .imprint
    case .privacy: .privacy
    }
  }
}

extension Theme.Link {
  fileprivate func members(_ code: String, _ words: Words) -> Members {
    let label = label.text(code, else: Theme.fallbacks)?.text
    return [.label: .text(label ?? words[.resources]), .address: .text(address.text)]
  }
}
