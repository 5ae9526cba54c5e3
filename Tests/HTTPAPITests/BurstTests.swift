import Coordination
import MetricsTestKit
import ReadModel
import StandardForms
import StatusDomain
import StatusService
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct `A burst of events` {
  /// A board with so many components that a page of it is costly.
  private func costly(_ boards: Boards) -> Boards {
    var boards = boards
    for n in 1...400 {
      boards.record(.registered(n, "Component", labels: ["region": "R\(n % 40)"]), at: t0)
    }
    return boards
  }

  @Test func `a thousand events are not a thousand pages, and nobody sees what is past`()
    async throws
  {
    try await TestAPI.run { api in
      let first = costly(api.boards.current.value)
      api.boards.publish(first, at: first.position)
      let reads = try await withThrowingTaskGroup(of: Int.self) { group in
        group.addTask {
          var boards = first
          for n in 1...1000 {
            boards.record(.opened(n, impacts: [.on(n % 400 + 1)], from: t0), at: t0)
            api.boards.publish(boards, at: boards.position)
            await Task.yield()
          }
          return 0
        }
        for _ in 0..<8 {
          group.addTask {
            var count = 0
            var seen: BoardPosition
            repeat {
              let arrival = api.boards.position
              let answer = try await api.get("//")
              seen = BoardPosition(header: answer.position) ?? .start
              #expect(answer.status == 200 && seen >= arrival)
              count += 1
            } while seen.position < first.position.position + 1000
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      let renders = api.metrics.counterTotal(label: "heliograph_renders_total")
      #expect(reads >= 8 && renders >= 1 && renders <= 100, "\(renders) pages")
    }
  }
}
