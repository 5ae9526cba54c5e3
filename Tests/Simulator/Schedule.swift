/// What is to happen, by time; at the same moment in the order in which it was planned.
struct Schedule<Item> {
  private struct Entry {
    let at: ContinuousClock.Instant
    let number: UInt64
    let item: Item

    func isBefore(_ other: Entry) -> Bool { (at, number) < (other.at, other.number) }
  }

  private var heap: [Entry] = []
  private var nextNumber: UInt64 = 0

  mutating func add(_ item: Item, at instant: ContinuousClock.Instant) {
    heap.append(Entry(at: instant, number: nextNumber, item: item))
    nextNumber += 1
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func next() -> (at: ContinuousClock.Instant, item: Item)? {
    guard let first = heap.first else { return nil }
    heap[0] = heap[heap.count - 1]
    heap.removeLast()
    var parent = 0
    while case let left = 2 * parent + 1, left < heap.count {
      let right = left + 1
      let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
      guard heap[child].isBefore(heap[parent]) else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return (first.at, first.item)
  }
}
