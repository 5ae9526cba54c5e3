import CoreMetrics
import ReadModel
import StandardForms
import StatusPage
import Synchronization
import Testing

@testable import HTTPAPI

@Suite struct `Making answers` {
  /// Counts how often something is made, and keeps each making open until it is let go.
  private final class Press: Sendable {
    private let state = Mutex(
      (made: 0, position: Int64(1), open: [CheckedContinuation<Void, Never>]()))

    var made: Int { state.withLock { $0.made } }
    var position: Int64 {
      get { state.withLock { $0.position } }
      set { state.withLock { $0.position = newValue } }
    }

    func make() async -> Preparation.Outcome {
      let position = state.withLock { state in
        state.made += 1
        return BoardPosition(epoch: 1, position: state.position)
      }
      await withCheckedContinuation { continuation in
        state.withLock { $0.open.append(continuation) }
      }
      return .prepared(
        PreparedAnswer(
          .showing(Representation(body: [], version: position.position), at: position),
          PreparedAnswer.Validity(
            position: position, from: .earliest, until: .latest, freshness: nil),
          RouteTally("/", NOOPMetricsHandler.instance)))
    }

    /// Ends the making that is open, once there is one.
    func letGo() async {
      while true {
        let next = state.withLock { $0.open.popLast() }
        if let next { return next.resume() }
        await Task.yield()
      }
    }
  }

  private let key = PreparedAnswers.Key(target: "/", language: nil, asked: nil)

  private func wish(_ press: Press) -> Preparation.Wish {
    Preparation.Wish(
      position: BoardPosition(epoch: 1, position: press.position), now: TestAPI.t0,
      freshness: ShownFreshness(
        role: .primary, ageMilliseconds: 0, isStale: false, primaryURL: nil, at: TestAPI.t0),
      coding: .identity)
  }

  /// Asks once and tells the position of the answer.
  private func ask(_ preparation: Preparation, _ press: Press) async -> Int64 {
    let outcome = await preparation.outcome(key, for: wish(press)) { await press.make() }
    guard case .prepared(let answer) = outcome else { return 0 }
    return answer.validity.position.position
  }

  private func until(_ condition: () async -> Bool) async {
    while await !condition() { await Task.yield() }
  }

  @Test func `who asks for the same at the same time gets the same`() async {
    let (preparation, press) = (Preparation(), Press())
    await withTaskGroup(of: Int64.self) { group in
      for _ in 0..<10 { group.addTask { await ask(preparation, press) } }
      await until { await preparation.waiterCount(key) == 9 }
      await press.letGo()
      for await position in group { #expect(position == 1) }
    }
    #expect(press.made == 1)
  }

  @Test func `who comes after a change gets the next one, and one only is made for all`() async {
    let (preparation, press) = (Preparation(), Press())
    await withTaskGroup(of: Int64.self) { group in
      group.addTask { await ask(preparation, press) }
      await until { press.made == 1 }
      for change in 2...20 {
        press.position = Int64(change)
        group.addTask { await ask(preparation, press) }
        await until { await preparation.waiterCount(key) == change - 1 }
      }
      await press.letGo()
      #expect(await group.next() == 1)
      await press.letGo()
      for await position in group { #expect(position == 20) }
    }
    #expect(press.made == 2)
    #expect(await preparation.waiterCount(key) == 0)
  }

  @Test func `a failure is told to those who came before it was begun`() async {
    let preparation = Preparation()
    let press = Press()
    let problem = Problem(.busy, "No")
    let outcome = await preparation.outcome(key, for: wish(press)) { .failed(problem) }
    guard case .failed(problem) = outcome else {
      Issue.record("it is another outcome")
      return
    }
    #expect(await preparation.waiterCount(key) == 0)
  }

  @Test func `what is costly rests three times as long as it took, and never for long`() {
    #expect(Preparation.rest(after: .microseconds(999)) == .zero)
    #expect(Preparation.rest(after: .milliseconds(10)) == .milliseconds(30))
    #expect(Preparation.rest(after: .seconds(1)) == Limits.renderingRestMax)
  }
}
