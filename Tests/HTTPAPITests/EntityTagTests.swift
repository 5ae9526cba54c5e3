import ReadModel
import StatusDomain
import Testing

@testable import HTTPAPI

@Suite struct `Entity tags` {
  private let tag = EntityTag(epoch: 2, version: 7, body: Array("body".utf8))

  @Test func `a tag names epoch, version and sixteen digits of the body's hash`() {
    #expect(tag.text().hasPrefix("\"2.7-") && tag.text().hasSuffix("\""))
    #expect(tag.opaque().split(separator: "-")[1].count == 16)
    #expect(EntityTag(opaque: tag.opaque()) == tag)
  }

  @Test func `another body, version or epoch has another tag`() {
    #expect(EntityTag(epoch: 2, version: 7, body: []) != tag)
    #expect(EntityTag(epoch: 2, version: 8, body: Array("body".utf8)) != tag)
    #expect(EntityTag(epoch: 3, version: 7, body: Array("body".utf8)) != tag)
  }

  @Test(arguments: [
    "*", " * ", "TAG", "\"x\", TAG", "TAG,\"x\"", "W/TAG", ",TAG ,", "\"x\" ,\t W/TAG",
  ])
  func `if-none-match compares weakly, in lists and with a star`(_ header: String) throws {
    let sent = header.replacing("TAG", with: tag.text())
    #expect(try #require(EntityTagCondition(sent)).held(tag) == .identity, "\(sent)")
  }

  @Test(arguments: ["", "\"x\"", "x", "TAG x", "\"open", "w/TAG", "TAG TAG"])
  func `what names another tag or is malformed matches nothing`(_ header: String) throws {
    let sent = header.replacing("TAG", with: tag.text())
    let condition = try #require(EntityTagCondition(sent))
    #expect(condition.held(tag) == nil, "\(sent)")
    #expect(condition.precondition(epoch: 2) == .versions([]))
  }

  @Test func `if-match compares epoch and version, not the hash`() {
    let list = "\"2.7-0000000000000000\", \"2.9-ffffffffffffffff\", \"1.4-0000000000000000\", \"x\""
    #expect(EntityTagCondition(list)?.precondition(epoch: 2) == .versions([7, 9]))
    #expect(EntityTagCondition(list)?.precondition(epoch: 3) == .versions([]))
    #expect(EntityTagCondition("*")?.precondition(epoch: 2) == .exists)
    #expect(EntityTagCondition(nil) == nil)
  }

  @Test func `if-match never matches a weak tag`() {
    #expect(EntityTagCondition("W/" + tag.text())?.precondition(epoch: 2) == .versions([]))
  }

  @Test func `a coding has a tag of its own, and either is taken for the same`() throws {
    #expect(tag.text(.gzip) == tag.text().dropLast() + "-gzip\"")
    #expect(EntityTag(opaque: tag.opaque(.gzip)) == tag)
    #expect(EntityTag(opaque: tag.opaque() + "-other") == nil)
    let both = try #require(EntityTagCondition(tag.text() + ", " + tag.text(.gzip)))
    #expect(both.held(tag, .gzip) == .gzip && both.held(tag, .identity) == .identity)
    let one = try #require(EntityTagCondition(tag.text(.gzip)))
    #expect(one.held(tag, .identity) == .gzip && one.precondition(epoch: 2) == .versions([7]))
  }
}
