/// What the caller wants to be true of the version that it changes (RFC 9110 section 13.1.1,
/// `If-Match`).
package enum Precondition: Hashable, Sendable {
  /// Nothing.
  case none
  /// The resource exists, in whatever version (`*`).
  case exists
  /// The resource has one of these versions; none of them, if the set is empty.
  case versions(Set<Int64>)

  func check(_ version: Int64) throws(Rejection) {
    switch self {
    case .none, .exists: return
    case .versions(let wanted):
      guard wanted.contains(version) else { throw .preconditionFailed(version: version) }
    }
  }
}
