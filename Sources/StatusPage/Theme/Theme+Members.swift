extension Theme {
  /// What every template sees of it, in the language of `words`.
  func members(_ words: Words) -> Members {
    let code = words[.language]
    let shown = links.map { $0.members(code) }
    let documents = Text.allCases.filter { texts[$0]?.isEmpty == false }.map { text in
      ["label": words[text.word], "address": "/\(text.rawValue)"] as Members
    }
    return [
      "logo": orFalse(
        logo.map { logo in
          [
            "light": path(of: logo.light), "dark": orFalse(logo.dark.map(path)),
            "alt": logo.alt.text(code, else: Self.fallbacks)?.text ?? "",
            "showsTitle": logo.showsTitle,
          ] as Members
        }),
      "icon": orFalse(icon.map(path)), "resources": orFalse(resources?.members(code)),
      "hasLinks": !(shown + documents).isEmpty, "links": shown + documents,
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
  fileprivate func members(_ code: String) -> Members {
    [
      "label": label.text(code, else: Theme.fallbacks)?.text ?? address.text,
      "address": address.text,
    ]
  }
}

extension PageRenderer {
  /// The page of one of the theme's texts, as UTF-8; `nil` if the theme has none.
  package func document(_ text: Theme.Text, language: Language) -> [UInt8]? {
    let words = words(language)
    let fallbacks = languages.map(\.code)
    guard let (prose, code) = theme.texts[text]?.text(language.code, else: fallbacks) else {
      return nil
    }
    let own: Members = [
      "freshness": false, "body": Prose.markup(prose),
      "documentLanguage": orFalse(code == words[.language] || code.isEmpty ? nil : code),
    ]
    return templates.render(.document, shared(heading: words[text.word], words).merging(own))
  }
}
