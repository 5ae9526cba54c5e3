import HashTreeCollections
import StandardForms
import StatusDomain
import TestSupport
import Testing

@Suite struct `Token decisions` {
  private let secret = [UInt8](repeating: 7, count: 32)
  private let lastAdministrator = Result<[StatusEvent], Rejection>.failure(
    .conflict(.lastAdministrator))

  private func revoke(_ n: Int) -> StatusCommand { .token(.number(n), .revoke) }

  @Test func `a token is issued with its role, its digest and the time`() {
    let draft = TokenDraft(
      name: "pager", role: .operator, digest: secret, expiresAt: minute(1000))
    #expect(
      given().when(.token(.number(1), .issue(draft)), at: minute(3))
        == .success([
          .token(
            .number(1),
            .issued(
              name: "pager", role: .operator, digest: secret, expiresAt: minute(1000),
              issuedAt: minute(3)))
        ]))
  }

  @Test func `a token is revoked once`() {
    let before = given(.issued(1), .issued(2, .operator))
    let revoked = StatusEvent.token(.number(2), .revoked)
    #expect(before.when(revoke(2)) == .success([revoked]))
    #expect(before.and(revoked).when(revoke(2)) == .failure(.notFound(.token)))
    #expect(before.and(revoked).state.tokens.count == 1)
  }

  @Test func `the last administrator's token is not revoked`() {
    #expect(given(.issued(1)).when(revoke(1)) == lastAdministrator)
    #expect(given(.issued(1), .issued(2, .operator)).when(revoke(1)) == lastAdministrator)
    #expect(given(.issued(1), .issued(2)).when(revoke(1)).map(\.count) == .success(1))
  }

  @Test func `a token that will expire does not count as another administrator's`() {
    let before = given(.issued(1), .issued(2, expiresAt: minute(1000)))
    #expect(before.when(revoke(1)) == lastAdministrator)
    #expect(before.when(revoke(2)).map(\.count) == .success(1))
  }

  @Test func `an expired administrator's token can always be revoked`() {
    let before = given(.issued(1, expiresAt: minute(10)))
    #expect(before.when(revoke(1), at: minute(9)) == lastAdministrator)
    #expect(before.when(revoke(1), at: minute(10)).map(\.count) == .success(1))
  }

  @Test func `a token is valid until it expires`() {
    let tokens = given(.issued(1, expiresAt: minute(10)), .issued(2)).state.tokens
    #expect(tokens[.number(1)]?.isValid(at: minute(9)) == true)
    #expect(tokens[.number(1)]?.isValid(at: minute(10)) == false)
    #expect(tokens[.number(2)]?.isValid(at: .latest) == true)
  }

  @Test func `there are at most so many tokens (I11)`() {
    let digest = secret
    let full = given(
      (1...Limits.tokensMax).map {
        .token(
          .number($0),
          .issued(name: "x", role: .reader, digest: digest, expiresAt: nil, issuedAt: t0))
      })
    let draft = TokenDraft(name: "x", role: .reader, digest: digest, expiresAt: nil)
    #expect(
      full.when(.token(.number(0), .issue(draft)))
        == .failure(.conflict(.tooMany(.token, max: Limits.tokensMax))))
  }
}
