import Coordination
import Testing

@Suite struct `Latest value` {
  private func waiters(_ count: Int, of latest: Latest<String, Int>) async {
    while latest.waiterCount != count { await Task.yield() }
  }

  @Test func `a position that is reached is answered at once`() async throws {
    let latest = Latest("three", at: 3)
    #expect(try await latest.wait(until: 3) == "three")
    #expect(try await latest.wait(past: 2) == ("three", 3))
    #expect(latest.waiterCount == 0)
  }

  @Test func `a waiter wakes at its position and not before`() async throws {
    let latest = Latest("zero", at: 0)
    async let two = latest.wait(until: 2)
    async let past = latest.wait(past: 0)
    await waiters(2, of: latest)
    latest.publish("one", at: 1)
    #expect(try await past == ("one", 1))
    #expect(latest.waiterCount == 1)
    latest.publish("five", at: 5)
    #expect(try await two == "five")
    #expect(latest.waiterCount == 0)
  }

  @Test func `publishing at the same position replaces the value`() async throws {
    let latest = Latest("old", at: 1)
    latest.publish("new", at: 1)
    #expect(latest.current == ("new", 1))
  }

  @Test func `a cancelled waiter throws and leaves nothing behind`() async {
    let latest = Latest("zero", at: 0)
    await withThrowingTaskGroup(of: String.self) { group in
      group.addTask { try await latest.wait(until: 1) }
      await waiters(1, of: latest)
      group.cancelAll()
      await #expect(throws: CancellationError.self) { try await group.next() }
    }
    #expect(latest.waiterCount == 0)
  }

  @Test func `a task that was cancelled before never waits`() async {
    let latest = Latest("zero", at: 0)
    await withTaskGroup(of: Bool.self) { group in
      group.cancelAll()
      group.addTask {
        do throws(CancellationError) {
          _ = try await latest.wait(until: 1)
          return false
        } catch {
          return true
        }
      }
      #expect(await group.next() == true)
    }
    #expect(latest.waiterCount == 0)
  }

  @Test func `no wake-up is lost while many wait, publish and cancel at once`() async {
    let latest = Latest(0, at: 0)
    let last = 20_000
    await withTaskGroup(of: Void.self) { group in
      for follower in 0..<8 {
        group.addTask {
          var position = follower
          while position < last, let next = try? await latest.wait(past: position) {
            precondition(next.position > position && next.value == next.position)
            position = next.position
          }
          #expect(latest.current.position >= min(position, last))
        }
      }
      group.addTask {
        for position in 1...last {
          latest.publish(position, at: position)
          if position % 64 == 0 { await Task.yield() }
        }
      }
      group.addTask {
        for _ in 0..<500 {
          await withTaskGroup(of: Void.self) { victims in
            victims.addTask { _ = try? await latest.wait(until: last + 1) }
            await Task.yield()
            victims.cancelAll()
          }
        }
      }
    }
    #expect(latest.waiterCount == 0)
  }
}
