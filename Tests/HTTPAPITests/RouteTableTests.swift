import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct Routes {
  private let table = RouteTable(RouteCatalogue.all)

  private func template(_ method: HTTPRequest.Method, _ path: String) -> String? {
    guard case .route(let route, _) = table.match(method, path) else { return nil }
    return route.template
  }

  @Test func `the home page needs no room among pages of which there are many`() throws {
    let few = Set(RouteCatalogue.all.filter(\.isOneOfFew).map(\.template))
    #expect(
      few.contains("/") && few.isDisjoint(with: ["/incidents/{incidentId}", "/history/{month}"]))
  }

  @Test func `a route is found by method and path, with and without a slash at the end`() {
    for path in ["/api/v1/components", "/api/v1/components/", "/api/v1/%63omponents"] {
      #expect(template(.get, path) == "/api/v1/components")
    }
    #expect(template(.get, "/") == "/")
    #expect(template(.patch, "/api/v1/incidents/x/updates/0/") != nil)
  }

  @Test func `a parameter keeps its encoding, a slash in it too`() {
    guard case .route(_, let parameters) = table.match(.get, "/api/v1/severities/a%2Fb") else {
      Issue.record("no route")
      return
    }
    #expect(parameters == ["severityName": "a%2Fb"])
  }

  @Test(arguments: [
    "/api/v1", "/api/v1/", "/nothing", "//", "/api/v1//components", "/api/v1/components//",
    "/api/v1/Components", "/api/v1/components/x/y", "*", "", "api/v1/components", "/api/v1/%",
  ])
  func `an unknown path is none for every method`(_ path: String) throws {
    for method in [.get, .post, .options, try #require(HTTPRequest.Method("BREW"))] {
      guard case .none = table.match(method, path) else {
        Issue.record("\(path) is a route")
        return
      }
    }
  }

  @Test(arguments: ["PUT", "BREW", "TRACE", "get"])
  func `a wrong method is told the right ones`(_ word: String) throws {
    let method = try #require(HTTPRequest.Method(word))
    guard case .otherMethods(let methods) = table.match(method, "/api/v1/components/x") else {
      Issue.record("no such path")
      return
    }
    #expect(methods == [.get, .head, .patch, .delete, .options])
  }

  @Test func `every read can be asked for its head`() {
    for route in RouteCatalogue.all where route.method == .get {
      let path = route.template.replacing("{", with: "").replacing("}", with: "")
      #expect(template(.head, path) == route.template)
    }
  }

  @Test func `no route stands twice and every write needs a token`() {
    let names = RouteCatalogue.all.map { $0.method.rawValue + " " + $0.template }
    #expect(Set(names).count == names.count)
    for route in RouteCatalogue.all where route.isWrite { #expect(route.access != .everyone) }
  }

  @Test func `the routes are those of our OpenAPI document, and the other way round`() {
    let documented = DocumentedRoutes(PackageResources.openapi_yaml)
    let prefix = Route.apiPath
    let ours = RouteCatalogue.all.filter { $0.template.hasPrefix(prefix) }.map {
      $0.method.rawValue.lowercased() + " " + $0.template.dropFirst(prefix.count)
    }
    #expect(Set(ours) == documented.names)
    #expect(documented.names.count > 30)
  }
}

/// The operations of an OpenAPI document, as `get /components`: its paths are the keys at two
/// spaces below `paths:`, their methods those at four.
private struct DocumentedRoutes {
  var names: Set<String> = []

  init(_ yaml: [UInt8]) {
    let methods: Set<String> = ["get", "post", "patch", "delete", "put", "head", "options"]
    var isInside = false
    var path = ""
    for line in String(decoding: yaml, as: UTF8.self).split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count
      let key = line.dropFirst(depth).split(separator: ":", maxSplits: 1)[0]
      switch depth {
      case 0: isInside = key == "paths"
      case 2 where isInside: path = String(key)
      case 4 where isInside && methods.contains(String(key)): names.insert("\(key) \(path)")
      case _: break
      }
    }
  }
}
