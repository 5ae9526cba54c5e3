/// The statuses of Statuspage v2 in our words and numbers.
enum StatusWords {
  /// How badly a component with this status is affected; `nil` for one that works or is unknown.
  static func severity(ofComponent status: String) -> Int? {
    switch status {
    case "degraded_performance": 33
    case "partial_outage": 66
    case "major_outage": 100
    case "under_maintenance": 0
    case _: nil
    }
  }

  /// How badly the components of an incident are affected whose own statuses are not told. An
  /// incident of impact `none` gets the lowest severity that is not a maintenance's.
  static func severity(ofImpact impact: String?) -> Int {
    switch impact {
    case "minor": 33
    case "major": 66
    case "critical": 100
    case _: lowest
    }
  }

  /// The severity of what an incident names but calls operational.
  static let lowest = 1

  /// `in_progress` as `In progress`; an absent status as `Update`.
  static func headline(_ status: String) -> String {
    let words = status.split(separator: "_").joined(separator: " ")
    guard words.hasVisibleCharacter else { return "Update" }
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// Whether an incident or maintenance of this status is over.
  static func isFinal(_ status: String) -> Bool {
    ["resolved", "completed", "postmortem"].contains(status)
  }

  /// The place in `names` of the phase for an incident of this status, by name whatever its case;
  /// what is over is in the phase for resolved or for completed, whichever there is.
  static func phase(
    of status: String, isOver: Bool, isMaintenance: Bool, in names: [String]
  ) -> Int? {
    let final = isMaintenance ? ["completed", "resolved"] : ["resolved", "completed"]
    let wanted = isOver ? final : [headline(status).lowercased()]
    let known = names.map { name in
      String(name.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 })
    }
    return wanted.lazy.compactMap { known.firstIndex(of: $0) }.first
  }
}
