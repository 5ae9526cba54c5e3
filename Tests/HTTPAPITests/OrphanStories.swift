import EventLog
import HTTPTypes
import LogStore
import StandardForms
import StatusService
import Testing

@testable import HTTPAPI

@Suite struct `Orphans over HTTP` {
  /// A node that keeps the two newest events of its own log as orphans, as if it had been cut.
  private func run(_ story: (TestAPI, _ bundle: String) async throws -> Void) async throws {
    try await TestAPI.run { api in
      for name in ["A", "B"] {
        _ = try await api.make("/components", #"{"displayName":"\#(name)"}"#)
      }
      let names = try OrphanFolder(directory: api.folder).keep(
        api.dependencies.log, after: Position(2), node: "fra-1", at: TestAPI.t0, signer: nil)
      try await story(api, try #require(names.first))
    }
  }

  private func get(_ api: TestAPI, _ path: String) async throws -> Received {
    try await api.send(.get, path)
  }

  @Test func `are listed, shown page by page and settled once`() async throws {
    try await run { api, name in
      let list = try await get(api, "/orphans")
      #expect(list.status == 200 && list.headers[.cacheControl] == "no-store")
      let bundle = try #require(list.data.array?.first)
      #expect(bundle["name"]?.string == name && bundle["signature"]?.string == "unsigned")
      #expect(bundle["after"]?.integer == 2 && bundle["through"]?.integer == 4)
      let first = try await get(api, "/orphans/\(name)?limit=1")
      #expect(first.json["next"]?.integer == 3)
      let orphan = try #require(first.data.array?.first)
      #expect(orphan["texts"]?["name"]?.string == "A" && orphan["settled"] == .null)
      let rest = try await get(api, "/orphans/\(name)?after=3")
      #expect(rest.data.array?.count == 1 && rest.json["next"] == .null)

      let path = "/orphans/\(name)/settlements"
      let id = UUIDValue(7).text
      let settled =
        #"{"settled":[{"position":3,"as":"reapplied","event":"\#(id)","at":"2:9"},"#
        + #"{"position":4,"as":"unchanged"}]}"#
      for _ in 0..<2 {
        let answer = try await api.send(.post, path, settled)
        #expect(answer.status == 200 && answer.json["bundle"]?["unsettled"]?.integer == 0)
      }
      let shown = try await get(api, "/orphans/\(name)").data.array ?? []
      #expect(shown.first?["settled"]?["at"]?.string == "2:9")
      #expect(shown.last?["settled"]?["as"]?.string == "unchanged")
      let other = try await api.send(
        .post, path, #"{"settled":[{"position":4,"as":"discarded"}]}"#)
      #expect(other.status == 409)
    }
  }

  @Test func `that are no orphans, or of another log, are not re-applied`() async throws {
    try await run { api, name in
      let shown = try await get(api, "/orphans/\(name)").data.array ?? []
      let kept = try #require(shown.first?["kept"])
      let body = #"{"events":[\#(String(decoding: kept.text, as: UTF8.self))]}"#
      let answer = try await api.send(.post, "/reapply", body)
      #expect(answer.status == 409)
      #expect(answer.json["detail"]?.string == "It is no orphan: position 3 has it here.")
      try await TestAPI.run { other in
        let answer = try await other.send(.post, "/reapply", body)
        #expect(answer.status == 409 && answer.text.contains("It was recorded in the log"))
      }
    }
  }

  @Test func `of a node that copies are settled there, and re-applied elsewhere`() async throws {
    let replica = NodeStatus(
      role: .replica, epoch: 1, position: 2, head: 2, ageMilliseconds: 5, isCaughtUp: true,
      isStale: false, primaryURL: "http://primary", condition: "streaming")
    try await TestAPI.run(replica: replica) { api in
      let settled = try await api.send(.post, "/orphans/none/settlements", #"{"settled":[]}"#)
      #expect(settled.status == 404)
      let answer = try await api.send(.post, "/reapply", #"{"events":[]}"#)
      #expect(answer.status == 503 && answer.json["primary"]?.string == "http://primary")
    }
  }

  @Test func `are for administrators`() async throws {
    try await run { api, name in
      let made = try await api.send(.post, "/tokens", #"{"displayName":"t","role":"operator"}"#)
      let token = made.json["token"]?.string
      #expect(try await api.send(.get, "/orphans", token: token).status == 403)
      #expect(try await api.send(.get, "/orphans/\(name)", token: token).status == 403)
      for path in ["/orphans/\(name)/settlements", "/reapply"] {
        #expect(try await api.send(.post, path, "{}", token: token).status == 403)
        #expect(try await api.send(.post, path, "{}", token: nil).status == 401)
      }
    }
  }
}
