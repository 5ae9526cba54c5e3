import Glibc

extension LogReader {
  /// The sizes of the database's file and of its write-ahead log, in bytes; 0 for one that is not
  /// there.
  package var fileSizes: (database: Int64, writeAheadLog: Int64) {
    (Self.size(of: path), Self.size(of: path + "-wal"))
  }

  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}
