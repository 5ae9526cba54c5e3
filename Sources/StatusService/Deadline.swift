package import Coordination

/// What `work` gives; nil if `limit` is over before, when `work` is cancelled and awaited.
package func withDeadline<Value: Sendable>(
  _ limit: Duration, _ work: @escaping @Sendable () async -> Value?
) async -> Value? {
  await withTaskGroup(of: Value?.self) { group in
    group.addTask { await work() }
    group.addTask {
      try? await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    return await group.next() ?? nil
  }
}

extension Latest {
  /// The position, once it is `wanted` or later; nil if it is not so within `limit`, or if the task
  /// was cancelled before.
  package func reaches(_ wanted: Position, within limit: Duration) async -> Position? {
    let now = position
    if now >= wanted { return now }
    guard limit > .zero else { return nil }
    return await withDeadline(limit) {
      guard (try? await self.wait(until: wanted)) != nil else { return nil }
      return self.position
    }
  }
}
