import ReadModel
import StandardForms
import StatusDomain
import Testing

@testable import StatusPage

@Suite struct `The markup of the pages` {
  private let pages: [String]

  init() throws {
    let renderer = try PageRenderer.titled("Example Cloud")
    let demonstration = DemonstrationBoard()
    let board = demonstration.board
    let freshness = Freshness(
      role: .replica, position: "1:9", stateRecordedAt: board.recordedAt, ageMilliseconds: 90_000,
      isStale: true, primaryURL: "https://primary.example/")
    let incident = renderer.incident(
      demonstration.outage, board, at: BoardBuilder.now, freshness: freshness, language: .english)
    pages = [
      renderer.home(board, at: BoardBuilder.now, freshness: freshness, language: .english),
      renderer.home(
        StatusBoard(), at: BoardBuilder.now, freshness: .primary(board), language: .english),
      incident ?? [],
      renderer.problem(
        status: 404, title: "Not found", detail: "Nothing here.", language: .english),
    ].map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `every element that is opened is closed, in order`() throws {
    for page in pages {
      var open: [Substring] = []
      for tag in page.matches(of: /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*?)(\/?)>/) {
        let name = tag.output.2
        if tag.output.1 == "/" {
          #expect(open.popLast() == name, "</\(name)> closes nothing")
        } else if tag.output.4.isEmpty, !["meta", "link"].contains(name) {
          open.append(name)
        }
      }
      #expect(open.isEmpty)
    }
  }

  @Test func `there is one first heading, one main part, a language and a way past the header`() {
    for page in pages {
      #expect(page.matches(of: /<h1[ >]/).count == 1)
      #expect(page.matches(of: /<main[ >]/).count == 1)
      #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
      #expect(page.contains("<a class=\"skip\" href=\"#content\">"))
      #expect(page.contains("<main id=\"content\""))
    }
  }

  @Test func `identities are unique, and every reference within the page has its target`() {
    for page in pages {
      let ids = page.matches(of: /\bid="([^"]*)"/).map { String($0.output.1) }
      #expect(Set(ids).count == ids.count)
      for reference in page.matches(of: /(?:href="#|aria-labelledby=")([^"]*)"/) {
        #expect(ids.contains(String(reference.output.1)), "no \(reference.output.1)")
      }
    }
  }

  @Test func `headings skip no level`() {
    for page in pages {
      let levels = page.matches(of: /<h([1-6])[ >]/).compactMap { Int($0.output.1) }
      for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
    }
  }

  @Test func `nothing is fetched from elsewhere, and nothing is inline`() {
    for page in pages {
      let sources = page.matches(of: /[ ](?:src|srcset|action)="([^"]*)"/).map {
        String($0.output.1)
      }
      #expect(sources == [PageRenderer.scriptPath])
      for link in page.matches(of: /<link [^>]*href="([^"]*)"/) {
        let target = link.output.1
        #expect(target == Stylesheet.standard.path || target.hasPrefix("data:image/svg+xml,"))
      }
      #expect(!page.contains("style=") && !page.contains("<style"))
      #expect(page.matches(of: /<script\b/).count == 1 && page.contains("defer></script>"))
    }
    let style = String(decoding: Stylesheet.standard.bytes, as: UTF8.self)
    #expect(!style.contains("url(") && !style.contains("@import"))
  }

  @Test func `the stylesheet's path changes with its bytes`() throws {
    #expect(Stylesheet.standard.path.wholeMatch(of: /\/style\.css\?v=[0-9a-f]{1,16}/) != nil)
    #expect(!Stylesheet.standard.bytes.isEmpty)
  }

  @Test func `an incident that is not there has no page`() throws {
    let board = StatusBoard()
    let renderer = try PageRenderer.titled("t")
    let id = DemonstrationBoard().outage
    let page = renderer.incident(
      id, board, at: BoardBuilder.now, freshness: .primary(board), language: .english)
    #expect(page == nil)
  }

  @Test func `I11: a board of very many components is a whole page of groups`() throws {
    var builder = BoardBuilder()
    for number in 0...Limits.pageRowsMax {
      _ = builder.component("component \(number)", ["group": "group \(number / 2)"])
    }
    let html = String(
      decoding: try PageRenderer.titled("t").home(
        builder.board, at: BoardBuilder.now, freshness: .primary(builder.board),
        language: .english), as: UTF8.self)
    #expect(html.contains("</body>\n</html>"))
    #expect(html.matches(of: /<li class="group">/).count == Limits.pageGroupsMax)
    #expect(!html.contains("<bdi>component 1</bdi>"))
    #expect(
      html.contains(
        "2001 components are not listed one by one: <a href=\"/api/v1/components\">"))
  }

  @Test func `I11: a busy fortnight stays a page of bounded size`() throws {
    var builder = BoardBuilder()
    builder.severities()
    let type = builder.impactType(.known("Speed"))
    let components = (0..<300).map {
      builder.component("component \($0)", ["group": "region \($0 / 15)"])
    }
    for number in 0..<1000 {
      let impacts = (0..<40).map {
        Impact.on(components[(number + $0) % 300], type, Int64($0))
      }
      let day = 9 + number % 14
      let date = "2026-11-\(day < 10 ? "0" : "")\(day)"
      let id = builder.incident(
        "incident \(number)", affects: impacts, from: date + "T01:00:00Z",
        to: number % 10 == 0 ? nil : date + "T02:00:00Z")
      for _ in 0..<5 {
        let said = String(repeating: "word ", count: 100)
        builder.update(id, .known("update"), .known(said), at: date + "T01:30:00Z")
      }
    }
    let page = try PageRenderer.titled("t").home(
      builder.board, at: BoardBuilder.now, freshness: .primary(builder.board), language: .english)
    #expect(page.count < 2_000_000, "\(page.count) bytes")
  }
}
