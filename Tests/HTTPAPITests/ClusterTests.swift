import HTTPTypes
import StandardForms
import StatusService
import Testing

@testable import HTTPAPI

@Suite struct `The cluster as a node knows it` {
  private func text(_ status: ClusterStatus) -> String {
    String(decoding: Representation.cluster(status).body, as: UTF8.self)
  }

  @Test func `has every member, null where something is not known`() {
    var status = ClusterStatus.alone
    status.peers = [ClusterStatus.Peer(name: "n\u{1B}", region: nil)]
    #expect(
      text(status)
        == #"{"name":"primary","region":null,"log":null,"role":"primary","condition":"serving","#
        + #""epoch":1,"head":9,"lag":0,"committed":9,"url":null,"takesWrites":null,"heard":null,"#
        + #""healthy":true,"problems":[],"#
        + #""nodes":[{"name":"n\u001b","region":null,"url":null,"role":null,"epoch":null,"#
        + #""head":null,"acknowledged":null,"lag":null,"ageMilliseconds":null,"connected":false,"#
        + #""problem":null}]}"#)
  }

  @Test func `is healthy only where nothing is wrong here or there`() {
    let problem = ClusterStatus.Problem("it burns", hint: "put it out")
    var here = ClusterStatus.alone
    here.problems = [problem]
    var there = ClusterStatus.alone
    var peer = ClusterStatus.Peer(name: "there", region: "fra")
    peer.problem = problem
    there.peers = [peer]
    for status in [here, there] {
      #expect(status.problemCount == 1)
      #expect(text(status).contains(#""healthy":false"#))
      #expect(text(status).contains(#"{"reason":"it burns","hint":"put it out"}"#))
    }
  }

  @Test(arguments: ["reader", "operator", "administrator"])
  func `is shown to whoever has a token`(_ role: String) async throws {
    try await TestAPI.run { api in
      let made = try await api.send(.post, "/tokens", #"{"displayName":"t","role":"\#(role)"}"#)
      let token = made.json["token"]?.string
      let answer = try await api.send(.get, "/cluster", token: token)
      #expect(answer.status == 200 && answer.json["name"]?.string == "primary")
      #expect(answer.headers[.cacheControl] == "no-store")
      let written = try await api.send(.post, "/cluster", "{}", token: token)
      #expect(written.status == 405)
    }
  }

  @Test func `is not shown without one`() async throws {
    try await TestAPI.run { api in
      for token in [nil, "wrong"] {
        let answer = try await api.send(.get, "/cluster", token: token)
        #expect(answer.status == 401 && answer.headers[.contentType] == "application/problem+json")
      }
    }
  }
}
