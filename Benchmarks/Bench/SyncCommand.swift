import ArgumentParser
import Glibc

/// `Bench sync`
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "The disk's own rate: write, fdatasync, again, with nothing around it.")

  @Option(help: "A folder on the disk; a file is made in it and removed.")
  var data: String

  @Option(help: "For how long, in seconds.")
  var seconds = 2.0

  @Option(help: "How many bytes each write has.")
  var bytes = 4096

  @Flag(help: "Write over a file that is there, instead of making one grow.")
  var over = false

  func run() throws {
    let path = data + "/sync-\(getpid())"
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ValidationError("no file can be made in \(data)") }
    defer {
      close(file)
      unlink(path)
    }
    let block = [UInt8](repeating: 0x5A, count: bytes)
    // Room for some thousands of writes, filled and synced before the clock runs.
    let span = over ? 4 << 20 : Int.max
    if over {
      for place in stride(from: 0, to: span, by: bytes) { try write(block, file, place) }
      fsync(file)
    }
    var (times, place) = ([Double](), 0)
    let (_, reading) = try Reading.of {
      let begun = ContinuousClock.now
      var last = begun
      while last - begun < .seconds(seconds) {
        try write(block, file, place)
        guard fdatasync(file) == 0 else { throw ValidationError("the disk does not sync") }
        place = (place + bytes) % span
        let now = ContinuousClock.now
        times.append((now - last) / .seconds(1))
        last = now
      }
    }
    var figures = Figures()
    figures.add("perSecond", Double(times.count) / reading.wallSeconds)
    figures.add("cpuMicroseconds", reading.processorSeconds / Double(times.count) * 1e6)
    figures.add("milliseconds", milliseconds: times)
    figures.show()
  }

  private func write(_ block: [UInt8], _ file: Int32, _ place: Int) throws {
    let count = block.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, off_t(place)) }
    guard count == block.count else { throw ValidationError("the disk does not take the bytes") }
  }
}
