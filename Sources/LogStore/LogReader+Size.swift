import Glibc

extension LogReader {
  /// The sizes of the database's file and of its write-ahead log, in bytes; 0 for one that is not
  /// there.
  package var fileSizes: (database: Int64, writeAheadLog: Int64) {
    (Self.size(of: path), Self.size(of: path + "-wal"))
  }

  /// The bytes that this process may still write to the disk of the log; nil if the system does not
  /// say.
  package var diskFreeByteCount: UInt64? { DiskRoom.freeByteCount(at: path) }

  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
