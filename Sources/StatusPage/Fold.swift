/// A list cut for a page: some shown, some folded away, the rest only counted (I11).
struct Fold<Element> {
  /// The first ones, to be seen at once.
  let shown: [Element]
  /// The next ones, to be seen on request.
  let folded: [Element]
  /// How many more there are.
  let unlistedCount: Int

  /// The first `shownMax` of `elements`, the next `foldedMax`, and the count of the others.
  init(_ elements: [Element], shownMax: Int, foldedMax: Int) {
    shown = Array(elements.prefix(shownMax))
    folded = Array(elements.dropFirst(shownMax).prefix(foldedMax))
    unlistedCount = elements.count - shown.count - folded.count
  }

  private init(shown: [Element], folded: [Element], unlistedCount: Int) {
    self.shown = shown
    self.folded = folded
    self.unlistedCount = unlistedCount
  }

  /// The same places, with what `view` makes of each element that is not only counted.
  func map<View>(_ view: (Element) -> View) -> Fold<View> {
    Fold<View>(
      shown: shown.map(view), folded: folded.map(view), unlistedCount: unlistedCount)
  }
}
