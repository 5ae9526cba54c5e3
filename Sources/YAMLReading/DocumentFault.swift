package import StandardForms

/// What is wrong with a part of a document.
package struct DocumentFault: Error, Hashable, Sendable {
  /// Where in the file; `nil` for a document that is no file, or for the file as a whole.
  package let place: Place?
  /// Which part: `components[3].labels.zone`; empty for the document as a whole.
  package let path: String
  /// What must be, as half a sentence.
  package let reason: String

  /// That the part at `path` breaks a rule.
  package init(at place: Place?, path: String, reason: String) {
    self.place = place
    self.path = path
    self.reason = reason
  }

  /// The fault as one line, as compilers write them: `file:12:5: components[3].name: …`.
  package func line(in file: String) -> String {
    let start = place.map { "\(file):\($0)" } ?? file
    return path.isEmpty ? "\(start): \(reason)" : "\(start): \(path): \(reason)"
  }
}

/// All that is wrong with a document: at least one fault, in the order of the file.
package struct DocumentFaults: Error, Hashable, Sendable {
  /// The faults.
  package let faults: [DocumentFault]

  /// These faults, in the order of the file.
  package init(_ faults: [DocumentFault]) {
    let start = Place(line: 0, column: 0)
    self.faults = faults.enumerated().sorted { a, b in
      let (first, second) = (a.element.place ?? start, b.element.place ?? start)
      return (first.line, first.column, a.offset) < (second.line, second.column, b.offset)
    }.map(\.element)
  }

  /// The faults of a text and those of what it says, where there is one: a part that could not be
  /// read is not told a second time as what it is not.
  package init?(ofText text: [DocumentFault], ofMeaning meaning: [DocumentFault]) {
    let told = Set(text.map(\.path))
    let all = text + meaning.filter { text.isEmpty || !told.contains($0.path) }
    guard !all.isEmpty else { return nil }
    self.init(all)
  }
}
