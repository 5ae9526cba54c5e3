/// Whether a `Content-Type` says JSON: `application/json` or any type with the suffix `+json` (RFC
/// 6839 section 3.1), in any case, with any parameters.
func isJSON(contentType: String) -> Bool {
  let type = contentType.split(separator: ";", omittingEmptySubsequences: false)[0]
    .lowercased().filter { $0 != " " && $0 != "\t" }
  let halves = type.split(separator: "/", omittingEmptySubsequences: false)
  guard halves.count == 2, !halves[0].isEmpty else { return false }
  return type == "application/json" || halves[1].hasSuffix("+json") && halves[1] != "+json"
}
