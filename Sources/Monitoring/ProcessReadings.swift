import Glibc
import Synchronization

/// What the kernel says of this process (proc(5)): nothing where it says nothing.
package struct ProcessReadings: Sendable {
  /// User and system time, in seconds.
  package let cpuSeconds: Double
  /// When it started, in seconds since 1970.
  package let startSeconds: Double
  private let startAfterBoot: Double
  /// How many threads it has.
  package let threadCount: Double
  /// Its address space, in bytes.
  package let virtualBytes: Double
  /// Its memory in use, in bytes.
  package let residentBytes: Double

  /// Reads `/proc/self/stat`; `nil` where there is none.
  package init?() {
    // The name of the program stands in parentheses and may hold anything.
    guard let stat = Self.text(of: "/proc/self/stat"), let end = stat.lastIndex(of: ")") else {
      return nil
    }
    let fields = stat[stat.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
    guard fields.count > 21, let booted = Self.bootSeconds else { return nil }
    // The fields are counted from the third of proc(5), the state.
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    cpuSeconds = (fields[11] + fields[12]) / ticks
    threadCount = fields[17]
    startAfterBoot = fields[19] / ticks
    startSeconds = booted + startAfterBoot
    virtualBytes = fields[20]
    residentBytes = fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// For how long it has been running, in seconds, to a hundredth; `nil` if the kernel does not
  /// say.
  package static var age: Double? {
    var now = timespec()
    guard let readings = ProcessReadings(), clock_gettime(CLOCK_BOOTTIME, &now) == 0 else {
      return nil
    }
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - readings.startAfterBoot
  }

  /// The open file descriptors; `nil` if they cannot be listed.
  package static var openFileCount: Double? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without `.`, `..` and the one that lists.
    return Double(count - 3)
  }

  /// The soft limit of file descriptors; `nil` if there is none.
  package static var fileCountMax: Double? {
    var files = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0,
      files.rlim_cur != .max
    else { return nil }
    return Double(files.rlim_cur)
  }

  /// When the machine started, which does not change.
  private static let bootSeconds: Double? = text(of: "/proc/stat")?
    .split(separator: "\n").first { $0.hasPrefix("btime ") }
    .flatMap { Double($0.dropFirst("btime ".count)) }

  private static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    let chunk = 16_384
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        count = max(0, read(file, buffer.baseAddress, chunk))
      }
      guard !part.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part
    }
  }
}

extension MetricsRegistry {
  /// Reads the `process_…` metrics whenever somebody asks.
  package func readProcess() {
    // One reading for each exposition: the metrics of one are of one moment.
    let latest = LatestReadings()
    prepare { latest.take() }
    func read(_ metric: Metric, _ value: @escaping @Sendable (ProcessReadings) -> Double) {
      self.read(metric) { latest.readings.map { [([], value($0))] } ?? [] }
    }
    read(.processCPU, \.cpuSeconds)
    read(.processStart, \.startSeconds)
    read(.processThreads, \.threadCount)
    read(.processVirtualMemory, \.virtualBytes)
    read(.processResidentMemory, \.residentBytes)
    self.read(.processOpenFiles) { ProcessReadings.openFileCount.map { [([], $0)] } ?? [] }
    self.read(.processFilesMax) { ProcessReadings.fileCountMax.map { [([], $0)] } ?? [] }
  }
}

/// What was read last.
private final class LatestReadings: Sendable {
  private let state = Mutex<ProcessReadings?>(nil)

  var readings: ProcessReadings? { state.withLock { $0 } }

  func take() {
    let readings = ProcessReadings()
    state.withLock { $0 = readings }
  }
}
