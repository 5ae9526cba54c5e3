/// A place in a text file; both count from 1, the column in Unicode scalars.
package struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The line.
  package let line: Int
  /// The column.
  package let column: Int

  /// The place `line`:`column`.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of the byte at `offset` of `source`, a text in UTF-8.
  package init(of offset: Int, in source: some Collection<UInt8>) {
    let before = Array(source.prefix(offset))
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    // All bytes of a scalar but its first are 10xxxxxx.
    column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
  }

  /// `line:column`, as compilers write it.
  package var description: String { "\(line):\(column)" }
}
