/// A value of a command that becomes a `Text` when it is recorded.
protocol Wording: Hashable, Sendable {
  var text: String { get }
}

extension Name: Wording {}
extension Description: Wording {}

extension Change where Value: Wording {
  /// What `text` becomes, or `nil` where it stays what it is.
  func changing(_ text: Text?) -> Text?? {
    switch self {
    case .keep: nil
    case .clear: text == nil ? nil : .some(nil)
    case .set(let new): text == .known(new.text) ? nil : .some(.known(new.text))
    }
  }
}
