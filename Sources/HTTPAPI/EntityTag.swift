import EventLog
import HTTPTypes
import ReadModel
import StatusDomain

/// The strong validator of one representation (RFC 9110 section 8.8.3):
/// `"<epoch>.<version>-<16 hexadecimal digits of the body's SHA-256>"`, and with `-gzip` at its end
/// for the same body in that coding, whose bytes are others.
///
/// The digest makes it change whenever the representation does, also by the passing of time alone;
/// epoch and version are what a change is conditional on. Where a client names a tag, both forms
/// mean the same.
struct EntityTag: Hashable, Sendable {
  /// The reign in which the version counts.
  let epoch: Int64
  /// The version of what is represented; the position, for lists.
  let version: Int64
  private let digest: String

  /// The tag of the representation `body` of that version.
  init(epoch: Int64, version: Int64, body: [UInt8]) {
    self.epoch = epoch
    self.version = version
    digest = String(Digest.sha256(of: body).hex.prefix(16))
  }

  /// Reads what stands between the quotes; `nil` for a tag that is not ours.
  init?(opaque: some StringProtocol) {
    let parts = opaque.split(separator: "-", omittingEmptySubsequences: false)
    let isForm = parts.count == 2 || parts.count == 3 && parts[2] == Self.gzipMark.dropFirst()
    guard isForm, parts[1].utf8.count == 16 else { return nil }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 2, let epoch = Int64(numbers[0]), let version = Int64(numbers[1]) else {
      return nil
    }
    self.epoch = epoch
    self.version = version
    digest = String(parts[1])
  }

  private static let gzipMark = "-gzip"

  /// What stands between the quotes.
  func opaque(_ coding: ContentCoding = .identity) -> String {
    let own = "\(epoch).\(version)-\(digest)"
    return switch coding {
    case .identity: own
    case .gzip: own + Self.gzipMark
    }
  }

  /// The tag of the body in this coding, as a header holds it.
  func text(_ coding: ContentCoding = .identity) -> String { "\"\(opaque(coding))\"" }
}

/// What `If-Match` and `If-None-Match` hold.
enum EntityTagCondition: Hashable, Sendable {
  /// `*`: whatever is there.
  case any
  /// Tags in their order; none of them if the header is malformed, so that nothing matches.
  case tags([Element])

  struct Element: Hashable, Sendable {
    let isWeak: Bool
    let opaque: String
  }

  /// Reads a header, whose lines were joined by commas; `nil` if there is none.
  init?(_ header: String?) {
    guard let header else { return nil }
    var rest = Substring(header).trimmed
    if rest == "*" {
      self = .any
      return
    }
    // Empty elements are passed over (RFC 9110 section 5.6.1.2).
    while rest.first == "," { rest = rest.dropFirst().trimmed }
    var elements: [Element] = []
    while !rest.isEmpty {
      let isWeak = rest.hasPrefix("W/")
      if isWeak { rest = rest.dropFirst(2) }
      guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
        self = .tags([])
        return
      }
      elements.append(Element(isWeak: isWeak, opaque: String(rest[..<end].dropFirst())))
      rest = rest[rest.index(after: end)...].trimmed
      guard rest.isEmpty || rest.first == "," else {
        self = .tags([])
        return
      }
      while rest.first == "," { rest = rest.dropFirst().trimmed }
    }
    self = .tags(elements)
  }

  /// Weak comparison (RFC 9110 section 8.8.3.2), for `If-None-Match`: the coding in which the
  /// client holds what `tag` stands for, if it does; `wanted` where it holds both.
  func held(_ tag: EntityTag, _ wanted: ContentCoding = .identity) -> ContentCoding? {
    switch self {
    case .any: return wanted
    case .tags(let elements):
      let other: ContentCoding = wanted == .gzip ? .identity : .gzip
      return [wanted, other].first { coding in
        let opaque = tag.opaque(coding)
        return elements.contains { $0.opaque == opaque }
      }
    }
  }

  /// What a change depends on: the versions named by strong tags of this epoch. The digest does not
  /// count, since time alone may have changed it; weak tags never match (RFC 9110 section 13.1.1).
  func precondition(epoch: Int64) -> Precondition {
    switch self {
    case .any: return .exists
    case .tags(let elements):
      let ours = elements.filter { !$0.isWeak }.compactMap { EntityTag(opaque: $0.opaque) }
      return .versions(Set(ours.filter { $0.epoch == epoch }.map(\.version)))
    }
  }
}

extension Substring {
  /// Without the spaces and tabs at both ends (RFC 9110 section 5.6.3, OWS).
  fileprivate var trimmed: Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
