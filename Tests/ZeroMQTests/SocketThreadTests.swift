import Synchronization
import Testing
import ZeroMQ

@Suite struct `The socket thread` {
  @Test func `an actor on it runs there, and its turn too`() async throws {
    let thread = try SocketThread(name: "test")
    let owner = Owner(thread)
    let first = await owner.attach()
    #expect(first == 0)
    await owner.turned()
    thread.stop()
  }

  @Test func `what is queued wakes a turn that polls without an end`() async throws {
    let thread = try SocketThread(name: "test")
    let owner = Owner(thread)
    _ = await owner.attach()
    for expected in 1...100 { #expect(await owner.count() == expected) }
    thread.stop()
  }

  @Test func `closures and jobs run in the order they came`() async throws {
    let thread = try SocketThread(name: "test")
    let seen = Mutex<[Int]>([])
    let owner = Owner(thread)
    await withCheckedContinuation { continuation in
      for number in 0..<100 {
        thread.run { seen.withLock { $0.append(number) } }
      }
      thread.run { continuation.resume() }
    }
    #expect(await owner.count() == 1)
    #expect(seen.withLock { $0 } == Array(0..<100))
    thread.stop()
  }

  @Test func `use outside the thread stops the process`() async {
    await #expect(processExitsWith: .failure) {
      let thread = try SocketThread(name: "test")
      Owner(thread).noteTurnFromAnywhere()
    }
  }
}

private actor Owner {
  private nonisolated let thread: SocketThread
  private var calls = 0
  private var turns = 0
  private var waiter: CheckedContinuation<Void, Never>?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  init(_ thread: SocketThread) { self.thread = thread }

  func attach() -> Int {
    let poller = FreshPoller(thread.wake)
    thread.setTurn {
      self.assumeIsolated { $0.noteTurn() }
      poller.wait()
    }
    return calls
  }

  func count() -> Int {
    calls += 1
    return calls
  }

  func noteTurn() {
    turns += 1
    waiter?.resume()
    waiter = nil
  }

  nonisolated func noteTurnFromAnywhere() {
    assumeIsolated { $0.noteTurn() }
  }

  func turned() async {
    let before = turns
    if before == 0 { await withCheckedContinuation { waiter = $0 } }
    #expect(turns >= before)
  }
}

/// A poller made anew for each wait, so that it never crosses threads.
private struct FreshPoller: Sendable {
  let signal: WakeSignal

  init(_ signal: WakeSignal) { self.signal = signal }

  func wait() {
    #expect(throws: Never.self) { try Poller([], wake: signal).wait(timeout: nil) }
  }
}
