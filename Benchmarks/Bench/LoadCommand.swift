import ArgumentParser
import Glibc
import Synchronization

/// `Bench load`
struct LoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Requests over HTTP from connections that each wait for their answer.")

  @Option(help: "The server: http://ADDRESS:PORT.")
  var url: String

  @Option(help: "What is read. Left out, incidents are opened.")
  var path: String?

  @Option(help: "The token of who opens incidents.")
  var token = LargeLog.adminToken

  @Option(help: "How many connections at a time, each with a thread.")
  var connections = 1

  @Option(help: "How many requests in all.")
  var requests = 1000

  func run() throws {
    let latencies = Mutex<[Double]>([])
    let failures = Mutex<[String]>([])
    let (request, wanted) =
      if let path { (Connection.request("GET", path), 200) } else {
        (Connection.opening(token: token), 201)
      }
    let (url, count) = (url, max(1, requests / connections))
    let (_, reading) = Reading.of {
      Threads.run(connections) {
        var own: [Double] = []
        do {
          let connection = try Connection(url)
          for _ in 0..<count {
            let begun = ContinuousClock.now
            try connection.send(request)
            let answer = try connection.receive()
            own.append((ContinuousClock.now - begun) / .seconds(1))
            guard answer.status == wanted else {
              throw ValidationError("answered \(answer.status)")
            }
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
        latencies.withLock { $0 += own }
      }
    }
    if let failure = failures.withLock({ $0.first }) { throw ValidationError(failure) }
    let all = latencies.withLock { $0 }
    var figures = Figures()
    figures.add("requests", Double(all.count))
    figures.add("perSecond", Double(all.count) / reading.wallSeconds)
    figures.add("clientCPUMicroseconds", reading.processorSeconds / Double(all.count) * 1e6)
    figures.add("milliseconds", milliseconds: all)
    figures.show()
  }
}

/// Threads that run the same work and are waited for.
enum Threads {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let work = Work(body)
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let context = Unmanaged.passRetained(work).toOpaque()
      let result = pthread_create(
        &thread, nil,
        { context in
          guard let context else { preconditionFailure("a thread is given its work") }
          Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, context)
      precondition(result == 0, "the system has no thread left")
      threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
  }
}
