import EventLog
import Glibc
package import LogStore
import ReadModel
import StandardForms

/// The one snapshot in a node's data folder, `DIR/snapshot`. It may be deleted at any time.
package struct SnapshotFile: Sendable {
  private let folder: String
  private var path: String { folder + "/snapshot" }
  private var temporary: String { path + ".new" }

  /// The snapshot of the data folder `folder`, whose lock the caller holds.
  package init(folder: String) { self.folder = folder }

  /// The boards that are stored, if they are of the log that `reader` reads: same log, a position
  /// that it holds, and there the same tree, epoch and time.
  /// - Throws: `SnapshotFault` if there is no such snapshot.
  package func read(matching reader: LogReader) throws(SnapshotFault) -> Boards {
    let snapshot = try contents()
    let header = snapshot.header
    let head: LogHead
    let tree: TreeHead?
    let event: RecordedEvent?
    do throws(LogStoreError) {
      head = try reader.head()
      tree = try reader.treeHead(at: Position(header.position.position))
      event = try reader.event(at: Position(header.position.position))
    } catch {
      throw SnapshotFault(.otherLog, "the log cannot be compared with it: \(error.reason)")
    }
    guard header.log == head.logID else { throw SnapshotFault(.otherLog, "it is of another log") }
    guard let tree, let event else {
      throw SnapshotFault(.otherLog, "it is of events that this log does not hold")
    }
    guard tree == header.tree, event.header.epoch.rawValue == header.position.epoch,
      event.header.recordedAt == snapshot.boards.status.recordedAt
    else { throw SnapshotFault(.otherLog, "this log has another history") }
    return snapshot.boards
  }

  /// When what is stored was written, by the clock of its file system; `nil` if there is nothing.
  var writtenAt: Timestamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Timestamp(
      microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000
        + Int64(status.st_mtim.tv_nsec) / 1000)
  }

  private func contents() throws(SnapshotFault) -> Snapshot {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw inaccessible() }
      throw SnapshotFault(.missing, "there is none")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw inaccessible() }
    let size = Int(status.st_size)
    guard status.st_mode & S_IFMT == S_IFREG, size <= Limits.snapshotBytesMax else {
      throw SnapshotFault(.damaged, "it is no file of a snapshot's size")
    }
    guard size > 0 else { throw SnapshotFault(.damaged, "it is empty") }
    // Mapped, not copied. Whoever replaces it renames another file into its place.
    let mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE | Int32(MAP_POPULATE), file, 0)
    guard let mapped, mapped != MAP_FAILED else { throw inaccessible() }
    defer { munmap(mapped, size) }
    return try Snapshot(reading: UnsafeRawBufferPointer(start: mapped, count: size))
  }

  private func inaccessible() -> SnapshotFault {
    SnapshotFault(.inaccessible, "it cannot be read (\(String(cString: strerror(errno))))")
  }
}

extension SnapshotFile {
  /// Why a snapshot was not written: one sentence for the operator. The old one stays.
  package struct WriteFailure: Error, CustomStringConvertible {
    /// The sentence, with what to do.
    package let description: String
  }

  /// Replaces what is stored by `boards`, whole or not at all: written under another name, synced,
  /// moved into place. Nothing of the old one remains, so that what is erased from the boards is
  /// gone from here too.
  /// - Parameters:
  ///   - reader: of the log that `boards` were folded from.
  ///   - deadline: gives up then, if there is one.
  /// - Throws: `WriteFailure`; `LogStoreError` if the log cannot be read.
  package func write(
    _ boards: Boards, from reader: LogReader, before deadline: ContinuousClock.Instant? = nil
  ) throws {
    let position = Position(boards.position.position)
    guard let log = try reader.head().logID, let tree = try reader.treeHead(at: position),
      try reader.event(at: position)?.header.epoch.rawValue == boards.position.epoch
    else {
      // I7: boards of a log that was cut back are shown until they are folded anew, and never kept.
      throw WriteFailure(description: "the log was cut back meanwhile; the next one is written")
    }
    let header = SnapshotHeader(log: log, position: boards.position, tree: tree)
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("made") }
    do {
      defer { close(file) }
      try Snapshot(boards, header).write { try put($0, to: file, before: deadline) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = failure("moved into place")
      unlink(temporary)
      throw failure
    }
    try syncFolder()
  }

  /// Deletes what is stored, if there is something; what cannot be deleted stays.
  func delete() {
    unlink(path)
    try? syncFolder()
  }

  /// Writes a piece and syncs it: the disk is never given so much at once that the log's own sync
  /// would wait for it.
  private func put(
    _ piece: [UInt8], to file: Int32, before deadline: ContinuousClock.Instant?
  ) throws {
    if let deadline, ContinuousClock.now >= deadline {
      throw WriteFailure(description: "\(path) was not written in time; the old one stays")
    }
    try checkRoom(for: piece.count)
    var written = 0
    while written < piece.count {
      let count = piece.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("written") }
      written += count
    }
    guard fdatasync(file) == 0 else { throw failure("synced") }
  }

  /// The disk's last room is the log's.
  private func checkRoom(for byteCount: Int) throws(WriteFailure) {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { throw failure("written") }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    guard free >= UInt64(byteCount) + Limits.snapshotDiskReserveBytes else {
      throw WriteFailure(
        description: "\(path) was not written: the disk has \(free) bytes left. Make room.")
    }
  }

  private func syncFolder() throws(WriteFailure) {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw failure("synced") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure("synced") }
  }

  private func failure(_ what: String) -> WriteFailure {
    let reason = String(cString: strerror(errno))
    return WriteFailure(
      description: "\(path) cannot be \(what) (\(reason)). Check disk, owner and mode.")
  }
}
