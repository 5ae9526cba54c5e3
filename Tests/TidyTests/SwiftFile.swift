/// A Swift file, line by line, once as it stands and once without the words of strings and
/// comments.
struct SwiftFile: Sendable {
  let path: String
  /// The lines as they stand.
  let lines: [String]
  /// The same lines without comments and without what stands in quotes.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var stripper = CodeStripper()
    code = lines.map { stripper.code(of: $0) }
  }

  /// The target: the folder below `Sources` or `Tests`.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// The modules that it imports.
  var imports: Set<String> {
    Set(
      code.compactMap { line in
        guard line.utf8.first != 0x20, line.contains("import ") else { return nil }
        return line.firstMatch(
          of:
            #/
            ^\s* (?: @\w+\s+ )* (?: package\s | internal\s | private\s | fileprivate\s )?
            import\s (?: struct\s | class\s | enum\s | func\s | var\s | protocol\s )? (\w+)
            /#
        ).map { String($0.1) }
      })
  }

  /// A line as `path:line: text`.
  func place(_ index: Int) -> String {
    "\(path):\(index + 1): \(lines[index].trimmingPrefix(/\s+/))"
  }
}

/// Takes comments and quoted words out of lines, which are given in order.
private struct CodeStripper {
  private enum Within {
    case code
    case comment(depth: Int)
    case longString(end: [UInt8])
  }

  private var within = Within.code

  mutating func code(of line: String) -> String {
    let bytes = Array(line.utf8)
    if case .code = within, !bytes.contains(0x22), !bytes.contains(0x2F) { return line }
    var kept: [UInt8] = []
    var index = 0
    while index < bytes.count {
      switch within {
      case .comment(let depth): index = stepInComment(bytes, index, depth)
      case .longString(let end):
        if bytes.holds(end, at: index) {
          within = .code
          index += end.count
        } else {
          index += 1
        }
      case .code:
        if bytes.holds([0x2F, 0x2F], at: index) {
          index = bytes.count
        } else {
          index = stepInCode(bytes, index, &kept)
        }
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private mutating func stepInComment(_ bytes: [UInt8], _ index: Int, _ depth: Int) -> Int {
    if bytes.holds([0x2A, 0x2F], at: index) {
      within = depth == 1 ? .code : .comment(depth: depth - 1)
      return index + 2
    }
    guard bytes.holds([0x2F, 0x2A], at: index) else { return index + 1 }
    within = .comment(depth: depth + 1)
    return index + 2
  }

  private mutating func stepInCode(_ bytes: [UInt8], _ start: Int, _ kept: inout [UInt8]) -> Int {
    if bytes.holds([0x2F, 0x2A], at: start) {
      within = .comment(depth: 1)
      return start + 2
    }
    var hashes: [UInt8] = []
    while bytes.holds([0x23], at: start + hashes.count) { hashes.append(0x23) }
    let quote = start + hashes.count
    guard bytes.holds([0x22], at: quote) else {
      kept.append(bytes[start])
      return start + 1
    }
    kept += [0x22, 0x22]
    if bytes.holds([0x22, 0x22, 0x22], at: quote) {
      within = .longString(end: [0x22, 0x22, 0x22] + hashes)
      return quote + 3
    }
    return endOfString(bytes, from: quote + 1, hashes: hashes)
  }

  private func endOfString(_ bytes: [UInt8], from start: Int, hashes: [UInt8]) -> Int {
    let escape = [0x5C] + hashes
    let end = [0x22] + hashes
    var index = start
    while index < bytes.count {
      if bytes.holds(escape, at: index) {
        index += escape.count + 1
      } else if bytes.holds(end, at: index) {
        return index + end.count
      } else {
        index += 1
      }
    }
    return index
  }
}

extension [UInt8] {
  fileprivate func holds(_ word: [UInt8], at index: Int) -> Bool {
    guard index + word.count <= count else { return false }
    for offset in word.indices where self[index + offset] != word[offset] { return false }
    return true
  }
}
