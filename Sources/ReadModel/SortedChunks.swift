/// A sorted collection of distinct elements as a value: a change copies one chunk of some hundred
/// elements and the list of chunks, all other chunks are shared with the value before.
package struct SortedChunks<Element: Comparable & Hashable & Sendable>: Sendable {
  private var chunks: [[Element]] = []
  /// How many elements there are.
  package private(set) var count = 0

  /// Chunks hold between one and this many elements: large enough that the list of chunks stays
  /// short for a million elements, small enough that copying one costs little.
  private static var chunkCountMax: Int { 512 }

  /// No elements.
  package init() {}

  /// The distinct `elements`, which are in order, in chunks half full.
  /// - Precondition: each is less than the next.
  package init(sorted elements: [Element]) {
    count = elements.count
    var start = 0
    while start < elements.count {
      let end = min(start + Self.chunkCountMax / 2, elements.count)
      chunks.append(Array(elements[start..<end]))
      start = end
    }
  }

  /// The least element; `nil` if there is none.
  package var first: Element? { chunks.first?.first }

  /// Puts `element` in its place; nothing happens if it is there already.
  package mutating func insert(_ element: Element) {
    guard !chunks.isEmpty else {
      chunks = [[element]]
      count = 1
      return
    }
    let chunk = min(chunkIndex(of: element), chunks.count - 1)
    let place = Self.lowerBound(of: element, in: chunks[chunk])
    if place < chunks[chunk].count, chunks[chunk][place] == element { return }
    chunks[chunk].insert(element, at: place)
    count += 1
    if chunks[chunk].count > Self.chunkCountMax {
      let middle = chunks[chunk].count / 2
      let upper = Array(chunks[chunk][middle...])
      chunks[chunk].removeSubrange(middle...)
      chunks.insert(upper, at: chunk + 1)
    }
  }

  /// Takes `element` out; nothing happens if it is not there.
  package mutating func remove(_ element: Element) {
    let chunk = chunkIndex(of: element)
    guard chunk < chunks.count else { return }
    let place = Self.lowerBound(of: element, in: chunks[chunk])
    guard place < chunks[chunk].count, chunks[chunk][place] == element else { return }
    chunks[chunk].remove(at: place)
    count -= 1
    if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
  }

  /// How many elements are less than `element`.
  package func rank(of element: Element) -> Int {
    let chunk = chunkIndex(of: element)
    let before = chunks[..<chunk].reduce(0) { $0 + $1.count }
    return chunk < chunks.count
      ? before + Self.lowerBound(of: element, in: chunks[chunk]) : before
  }

  /// Calls `body` with the elements not less than `start`, in order, until it returns `false`.
  package func forEach(from start: Element, _ body: (Element) -> Bool) {
    var chunk = chunkIndex(of: start)
    guard chunk < chunks.count else { return }
    var place = Self.lowerBound(of: start, in: chunks[chunk])
    while chunk < chunks.count {
      while place < chunks[chunk].count {
        guard body(chunks[chunk][place]) else { return }
        place += 1
      }
      chunk += 1
      place = 0
    }
  }

  /// Calls `body` with the elements less than `end`, in order.
  package func forEach(before end: Element, _ body: (Element) -> Void) {
    for chunk in chunks {
      for element in chunk {
        guard element < end else { return }
        body(element)
      }
    }
  }

  /// The first chunk whose last element is not less than `element`; the count of chunks if none.
  private func chunkIndex(of element: Element) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if chunks[middle][chunks[middle].count - 1] < element {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private static func lowerBound(of element: Element, in chunk: [Element]) -> Int {
    var low = 0
    var high = chunk.count
    while low < high {
      let middle = (low + high) / 2
      if chunk[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SortedChunks: Hashable {
  /// Equal elements, wherever the chunks are cut.
  package static func == (a: Self, b: Self) -> Bool {
    a.count == b.count && a.chunks.joined().elementsEqual(b.chunks.joined())
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
