/// A table for a terminal: columns as wide as what stands in them, numbers to the right.
struct TextTable {
  private let header: [String]
  private let numbers: Set<Int>
  private var rows: [[String]] = []

  /// - Parameter numbers: the headings of the columns of numbers.
  init(_ header: [String], numbers: Set<String>) {
    self.header = header
    self.numbers = Set(header.indices.filter { numbers.contains(header[$0]) })
  }

  /// One more row, with a cell for each column.
  mutating func add(_ row: [String]) {
    precondition(row.count == header.count, "a row has a cell for each column")
    rows.append(row.map(\.printable))
  }

  /// The lines, without blanks at their ends.
  var lines: [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return numbers.contains(column) ? space + row[column] : row[column] + space
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension String {
  /// The text without anything that a terminal would act on.
  var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result.unicodeScalars.append("\u{FFFD}")
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
