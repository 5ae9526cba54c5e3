import Glibc

/// What a piece of work cost this process.
struct Reading {
  /// Seconds that passed.
  let wallSeconds: Double
  /// Seconds that the processor worked, all threads and the kernel included.
  let processorSeconds: Double

  /// Measures `work`.
  static func of<Result>(_ work: () throws -> Result) rethrows -> (Result, Reading) {
    let begun = Beginning()
    let result = try work()
    return (result, begun.reading)
  }

  /// Measures `work` that waits.
  static func of<Result>(
    isolation: isolated (any Actor)? = #isolation, awaiting work: () async throws -> Result
  ) async rethrows -> (Result, Reading) {
    let begun = Beginning()
    let result = try await work()
    return (result, begun.reading)
  }

  private struct Beginning {
    let wall = ContinuousClock.now
    let processor = processorSeconds

    var reading: Reading {
      Reading(
        wallSeconds: (ContinuousClock.now - wall) / .seconds(1),
        processorSeconds: processorSeconds - processor)
    }
  }

  /// Seconds that the processor has worked for this process.
  static var processorSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6
  }

  /// The mebibytes of this process in memory now, from `/proc/self/statm`.
  static func residentMebibytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * Int(getpagesize()) / 1_048_576
  }

  /// `1.234`.
  static func text(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
