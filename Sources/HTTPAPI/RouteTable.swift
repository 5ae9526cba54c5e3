import HTTPTypes

/// Finds the route of a request by its path and method.
struct RouteTable: Sendable {
  private let paths: [Path]

  fileprivate struct Path: Sendable {
    let segments: [Segment]
    var routes: [Route]
  }

  fileprivate enum Segment: Hashable, Sendable {
    case literal(String)
    case parameter(String)
  }

  /// What a path leads to.
  enum Match: Sendable {
    /// A route, with the undecoded values of its parameters.
    case route(Route, parameters: [String: String])
    /// The path has other methods than this one.
    case otherMethods([HTTPRequest.Method])
    /// There is no such path.
    case none
  }

  /// A table of `routes`; those of one template belong together.
  init(_ routes: [Route]) {
    var paths: [Path] = []
    for route in routes {
      let segments = Self.segments(ofTemplate: route.template)
      if let index = paths.firstIndex(where: { $0.segments == segments }) {
        paths[index].routes.append(route)
      } else {
        paths.append(Path(segments: segments, routes: [route]))
      }
    }
    self.paths = paths
  }

  /// What `method` of `path` leads to; `HEAD` is a `GET` whose body is left out later.
  func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
    guard path.first == "/" else { return .none }
    var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    // A slash at the end is not another resource.
    if segments.last == "" { segments.removeLast() }
    for path in paths {
      guard let parameters = path.parameters(in: segments) else { continue }
      let wanted = method == .head ? .get : method
      guard let route = path.routes.first(where: { $0.method == wanted }) else {
        return .otherMethods(path.methods)
      }
      return .route(route, parameters: parameters)
    }
    return .none
  }

  /// The methods that `path` has, in the order of the catalogue; none if there is no such path.
  func methods(of path: String) -> [HTTPRequest.Method] {
    guard case .otherMethods(let methods) = match(.options, path) else { return [] }
    return methods
  }

  private static func segments(ofTemplate template: String) -> [Segment] {
    template.split(separator: "/").map { part in
      part.first == "{" ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }
}

extension RouteTable.Path {
  fileprivate var methods: [HTTPRequest.Method] {
    let own = routes.map(\.method)
    return (own.contains(.get) ? [.get, .head] : []) + own.filter { $0 != .get } + [.options]
  }

  /// The parameters' values if the path has this form; a literal may be percent-encoded, a
  /// parameter is not empty.
  fileprivate func parameters(in parts: [Substring]) -> [String: String]? {
    guard parts.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, part) in zip(segments, parts) {
      switch segment {
      case .literal(let text): guard PercentEncoding.decode(part) == text else { return nil }
      case .parameter(let name):
        guard !part.isEmpty else { return nil }
        parameters[name] = String(part)
      }
    }
    return parameters
  }
}
