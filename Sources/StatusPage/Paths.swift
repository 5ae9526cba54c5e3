import StandardForms
import StatusDomain

/// Where the pages are; a language that the visitor asked for goes along.
struct Paths: Hashable {
  /// What every path of a page ends with: nothing, or `?lang=de`.
  let suffix: String

  init(_ language: Language) {
    suffix = language.isAsked ? "?lang=" + language.code : ""
  }

  var home: String { "/" + suffix }

  func incident(_ id: IncidentID) -> String { "/incidents/" + id.text + suffix }

  func month(_ month: Month) -> String { "/history/" + month.text + suffix }

  /// The place of a day on the page of its month.
  func day(_ day: Timestamp) -> String {
    month(Month(of: day)) + "#d" + day.rfc3339.prefix(10)
  }
}
