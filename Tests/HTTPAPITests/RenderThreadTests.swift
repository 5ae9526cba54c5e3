import Testing

@testable import HTTPAPI

@Suite struct `Threads that make answers` {
  @Test func `I11 what waits is bounded, and there is room again afterwards`() async {
    let thread = RenderThread(name: "test", waitingMax: 2)
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let begun = AsyncStream.makeStream(of: Void.self)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<2 {
        group.addTask {
          await thread.make {
            begun.continuation.yield()
            for await _ in gate { break }
            return true
          } ?? false
        }
      }
      var starts = begun.stream.makeAsyncIterator()
      for _ in 0..<2 { _ = await starts.next() }
      #expect(await thread.make { true } == nil)
      group.addTask { await thread.make(isOneOfFew: true) { true } ?? false }
      open.finish()
      for await isMade in group { #expect(isMade) }
    }
    #expect(await thread.make { true } == true)
    thread.stop()
  }
}
