import StatusDomain

/// What tells components apart that are listed side by side under the same name.
enum Distinction {
  /// The labels that are asked first; the others follow in the order of the alphabet.
  private static let preferred = ["region", "zone", "az", "location"]

  /// For each of `components`, given by what already names it and its labels: the value of the
  /// first label that tells apart all that are named alike; where no one label does, the values of
  /// the labels that do so together. `nil` where nothing else is named alike, or where it lacks
  /// what the others have.
  static func among(_ components: [(name: String, labels: [String: String])]) -> [String?] {
    var places: [String: [Int]] = [:]
    for (place, component) in components.enumerated() {
      // Alike is what looks alike, so it is compared as the page shows it.
      places[HTMLEscaping.cleaned(component.name), default: []].append(place)
    }
    var told = [String?](repeating: nil, count: components.count)
    for alike in places.values where alike.count > 1 {
      let labels = alike.map { components[$0].labels.filter { !$0.value.isBlank } }
      let keys = keys(tellingApart: labels)
      for (place, labels) in zip(alike, labels) {
        let values = keys.compactMap { labels[$0] }
        told[place] = values.isEmpty ? nil : values.joined(separator: ", ")
      }
    }
    return told
  }

  private static func keys(tellingApart components: [[String: String]]) -> [String] {
    let all = Set(components.flatMap(\.keys))
    let keys = preferred.filter(all.contains) + all.subtracting(preferred).sorted()
    func kinds(_ keys: [String]) -> Int {
      Set(components.map { labels in keys.map { labels[$0].map(HTMLEscaping.cleaned) } }).count
    }
    if let key = keys.first(where: { kinds([$0]) == components.count }) { return [key] }
    var chosen: [String] = []
    var count = 1
    for key in keys where count < components.count {
      let next = kinds(chosen + [key])
      if next > count { (chosen, count) = (chosen + [key], next) }
    }
    return chosen
  }
}
