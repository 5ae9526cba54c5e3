import Foundation
import FoundationNetworking
import StandardForms

/// Why no answer came: the node may not run, or not yet again.
struct NoAnswerError: Error, CustomStringConvertible {
  let server: String
  let reason: String

  var description: String {
    "no answer from \(server) (\(reason)): check --server and that the node runs"
  }
}

/// Speaks to a running node over HTTP, as any client would.
struct ServerConnection {
  private let base: URL
  private let token: String?
  private let session: URLSession

  /// What a node answered.
  struct Answer {
    let status: Int
    let headers: [AnyHashable: Any]
    let body: [UInt8]

    func header(_ name: String) -> String? {
      headers.first { "\($0.key)".lowercased() == name.lowercased() }.map { "\($0.value)" }
    }

    /// The body as JSON.
    func json() throws -> JSONValue {
      do throws(JSONError) {
        return try JSONValue(parsing: body)
      } catch {
        throw OperatorError(
          "the server's answer is not JSON (\(error.reason))", hint: "check --server")
      }
    }
  }

  /// - Parameters:
  ///   - server: the node's URL, such as `http://127.0.0.1:8080`.
  ///   - patienceSeconds: how long one answer may take.
  init(server: String, token: String?, patienceSeconds: Double) throws {
    guard let base = URL(string: server), base.scheme == "http" || base.scheme == "https",
      base.host != nil
    else {
      throw OperatorError(
        "--server is \"\(server)\", which is no URL",
        hint: "write for example http://127.0.0.1:8080")
    }
    self.base = base
    self.token = token
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = patienceSeconds
    session = URLSession(configuration: configuration)
  }

  /// Sends one request and waits for the whole answer, whatever its status.
  /// - Throws: `NoAnswerError` if none comes.
  func send(
    _ method: String, _ path: String, query: [URLQueryItem] = [], headers: [String: String] = [:],
    body: [UInt8]? = nil
  ) async throws -> Answer {
    var components = URLComponents(url: base, resolvingAgainstBaseURL: false)
    let prefix =
      components?.path.hasSuffix("/") == true ? components?.path.dropLast() : components?.path[...]
    components?.path = String(prefix ?? "") + path
    if !query.isEmpty { components?.queryItems = query }
    guard let url = components?.url else {
      throw OperatorError("\(path) makes no URL with \(base)", hint: "check --server")
    }
    var request = URLRequest(url: url)
    request.httpMethod = method
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    if let body {
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(body)
    }
    do {
      let (data, response) = try await session.data(for: request)
      guard let response = response as? HTTPURLResponse else {
        throw OperatorError("\(base) does not speak HTTP", hint: "check --server")
      }
      return Answer(
        status: response.statusCode, headers: response.allHeaderFields, body: [UInt8](data))
    } catch let error as URLError {
      throw NoAnswerError(server: "\(base)", reason: error.localizedDescription)
    }
  }

  /// As `send`, for requests that must succeed.
  /// - Throws: `OperatorError` with the server's own words for any status beyond 299.
  func require(
    _ method: String, _ path: String, query: [URLQueryItem] = [], body: [UInt8]? = nil
  ) async throws -> Answer {
    let answer = try await send(method, path, query: query, body: body)
    guard (200...299).contains(answer.status) else { throw Self.failure(answer, base) }
    return answer
  }

  static func failure(_ answer: Answer, _ base: URL) -> OperatorError {
    let problem = try? answer.json()
    let words =
      problem?["detail"]?.string ?? problem?["message"]?.string ?? problem?["title"]?.string
    let hint: String
    switch answer.status {
    case 401, 403: hint = "check --token"
    case 404: hint = "check --server, and the id if you gave one"
    case 502, 504: hint = "see what there is before you repeat it"
    case 503: hint = problem?["primary"]?.string.map { "write to \($0)" } ?? "try again"
    case 507: hint = "make room on the server's disk"
    case _: hint = "nothing was changed by this request"
    }
    return OperatorError(
      "\(base) answered \(answer.status): \(words ?? "no reason given")", hint: hint)
  }

  /// The same, for a caller that sent by itself.
  func failure(_ answer: Answer) -> OperatorError { Self.failure(answer, base) }
}
