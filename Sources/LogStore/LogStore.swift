/// Opens the log in a node's data folder.
package enum LogStore {
  /// Takes the folder's lock (I5), ends an exchange of the log that was cut short, creates folder
  /// and log if need be, checks cheaply that the log
  /// agrees with itself (I3), and opens it for writing.
  ///
  /// Readers come from `LogWriter.reader`. The lock is held until writer and readers are gone.
  /// - Throws: `LogStoreError` `.locked`, `.inaccessible`, `.foreign`, `.newerFormat`, `.torn`,
  ///   `.corrupt(at:)` or `.full`. A file that is not a whole log of ours is not touched.
  package static func open(directory path: String) throws(LogStoreError) -> LogWriter {
    let directory = try LogDirectory.lock(path)
    try StoreExchange.tidy(directory.path)
    let file = LogFile(path: LogDirectory.databasePath(directory.path))
    switch try file.inspect() {
    case .missing: try file.create()
    case .ours: break
    }
    let end = try file.checkedEnd()
    let walByteCount = file.writeAheadLogByteCount
    return LogWriter(
      try LogDatabase(writingIn: directory), head: end.head, tree: end.tree,
      walPageCount: Int(walByteCount / 4_096))
  }

  /// Opens the log of a stopped or a running node for reading: never writes, never checkpoints,
  /// takes no lock on the folder.
  ///
  /// Nothing is checked but that the file is a log of ours: each event is checked as it is read.
  /// SQLite may leave empty side files beside a stopped node's log; the log itself stays as it is.
  /// - Throws: `LogStoreError` `.notFound`, `.inaccessible`, `.foreign`, `.newerFormat` or `.torn`.
  package static func openReadOnly(directory path: String) throws(LogStoreError) -> LogReader {
    let file = LogFile(
      path: LogDirectory.databasePath(try LogDirectory.absolutePath(path)))
    switch try file.inspect() {
    case .ours: return LogReader(try LogDatabase(reading: file.path))
    case .missing:
      throw LogStoreError(
        .notFound, path: path, reason: "there is no log in this folder",
        hint: "give the folder that a node was started with")
    }
  }
}
