package import StandardForms

// The bounds of what our bulk API takes. They are said again here because this target knows no
// other; a test holds them against the domain's.
extension Limits {
  /// The longest name that is handed on, in bytes of UTF-8; a longer one is cut.
  package static let itemNameBytesMax = 1000
  /// The longest description that is handed on, in bytes of UTF-8; a longer one is cut.
  package static let itemDescriptionBytesMax = 65_536
  /// The longest value of a label that is handed on, in bytes of UTF-8; a longer one is cut.
  package static let itemLabelBytesMax = 1000
  /// The longest source reference, in bytes of UTF-8; a record with a longer one is not taken.
  package static let itemSourceBytesMax = 300
  /// The most impacts of one incident; those beyond are left out.
  package static let itemImpactsMax = 1000
  /// The most updates of one incident; of more than these the oldest are left out.
  package static let itemUpdatesMax = 300
}
