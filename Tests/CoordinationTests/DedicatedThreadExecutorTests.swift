import Coordination
import Synchronization
import Testing

/// An actor that lives on a thread of its own.
private actor Ledger {
  nonisolated let executor: DedicatedThreadExecutor
  private(set) var count = 0

  init(_ executor: DedicatedThreadExecutor) { self.executor = executor }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func add() -> Bool {
    count += 1
    return executor.isIsolatingCurrentContext() == true
  }

  /// From a closure on the thread, without a hop.
  nonisolated func addFromThread() { assumeIsolated { $0.count += 1 } }
}

@Suite struct `Dedicated thread executor` {
  @Test func `closures run in the order given, on the executor's thread`() async {
    let executor = DedicatedThreadExecutor(name: "order")
    let seen = Mutex<[Int]>([])
    for number in 0..<1_000 {
      executor.run {
        executor.checkIsolated()
        seen.withLock { $0.append(number) }
      }
    }
    executor.stop()
    #expect(seen.withLock { $0 } == Array(0..<1_000))
    #expect(executor.isIsolatingCurrentContext() == false)
  }

  @Test func `an actor's work runs on the thread, and closures may assume its isolation`() async {
    let executor = DedicatedThreadExecutor(name: "isolation")
    let ledger = Ledger(executor)
    #expect(await ledger.add())
    executor.run { ledger.addFromThread() }
    #expect(await ledger.add())
    #expect(await ledger.count == 3)
    executor.stop()
  }

  @Test func `assuming isolation on another thread ends the process`() async {
    await #expect(processExitsWith: .failure) {
      let executor = DedicatedThreadExecutor(name: "elsewhere")
      Ledger(executor).addFromThread()
    }
  }

  @Test func `nothing is lost or run twice when many threads compete`() async {
    let executor = DedicatedThreadExecutor(name: "contended")
    let ledger = Ledger(executor)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for number in 0..<2_000 {
            if number % 2 == 0 {
              _ = await ledger.add()
            } else {
              executor.run { ledger.addFromThread() }
            }
          }
        }
      }
    }
    #expect(await ledger.count == 16_000)
    executor.stop()
  }

  @Test func `stopping runs what is queued first and may be repeated`() {
    let executor = DedicatedThreadExecutor(name: "stopping")
    let count = Atomic(0)
    for _ in 0..<100 { executor.run { count.add(1, ordering: .relaxed) } }
    executor.stop()
    executor.stop()
    #expect(count.load(ordering: .relaxed) == 100)
  }

  @Test func `work that comes after the stop is still run, isolated and in order`() async {
    let executor = DedicatedThreadExecutor(name: "late")
    let ledger = Ledger(executor)
    executor.stop()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<500 { group.addTask { await ledger.add() } }
      for await wasIsolated in group { #expect(wasIsolated) }
    }
    #expect(await ledger.count == 500)
  }

  @Test func `executors come and go without leaving threads or work behind`() async {
    for round in 0..<200 {
      let executor = DedicatedThreadExecutor(name: "round \(round)")
      let ledger = Ledger(executor)
      async let first = ledger.add()
      #expect(await first)
      executor.stop()
    }
  }
}
