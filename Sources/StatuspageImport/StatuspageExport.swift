package import StandardForms

/// A Statuspage v2 export as it was read: `page`, `components`, `incidents` and
/// `scheduled_maintenances` of `summary.json` and its sisters, or a folded history of them.
///
/// Lenient where the data are old or odd: a member that is missing or of another type is taken as
/// absent. Only what makes a record useless (no id, no name, no time) keeps it out, and then it is
/// named in `skipped`.
package struct StatuspageExport: Hashable, Sendable {
  /// The id of the page, which begins every source reference.
  package let pageID: String
  /// The components, groups included, in the order of the file.
  package let components: [StatuspageComponent]
  /// The incidents, in the order of the file.
  package let incidents: [StatuspageIncident]
  /// The scheduled maintenances, in the order of the file.
  package let maintenances: [StatuspageIncident]
  /// The records that are not taken, each with its reason.
  package let skipped: [SkippedRecord]

  /// Reads the JSON of an export.
  /// - Throws: `StatuspageExportError` if it is none.
  package init(_ json: JSONValue) throws(StatuspageExportError) {
    guard json.members != nil else {
      throw StatuspageExportError(path: "$", reason: "the file does not hold a JSON object")
    }
    guard let pageID = json["page"]?["id"]?.string, !pageID.isEmpty else {
      throw StatuspageExportError(path: "$.page.id", reason: "the page's id is missing")
    }
    var isExport = false
    var skipped: [SkippedRecord] = []
    func list<Record>(
      _ key: String, _ read: (JSONValue) throws(SkippedRecord.Reason) -> Record
    ) -> [Record] {
      guard let values = json[key]?.array else { return [] }
      isExport = true
      return values.enumerated().compactMap { place, value in
        do throws(SkippedRecord.Reason) {
          return try read(value)
        } catch {
          let name = value["id"]?.string ?? "number \(place + 1)"
          skipped.append(SkippedRecord(record: "\(key): \(name)", reason: error))
          return nil
        }
      }
    }
    self.pageID = pageID
    components = list("components") { value throws(SkippedRecord.Reason) in
      try StatuspageComponent(value)
    }
    incidents = list("incidents") { value throws(SkippedRecord.Reason) in
      try StatuspageIncident(value)
    }
    maintenances = list("scheduled_maintenances") { value throws(SkippedRecord.Reason) in
      try StatuspageIncident(value)
    }
    self.skipped = skipped
    guard isExport else {
      throw StatuspageExportError(
        path: "$", reason: "there are no components, incidents or scheduled_maintenances")
    }
  }
}

/// Why a file is no Statuspage v2 export.
package struct StatuspageExportError: Error, Hashable, Sendable {
  /// Where, as a JSON path.
  package let path: String
  /// What is wrong, as half a sentence.
  package let reason: String
}

/// A record of the export that is not taken.
package struct SkippedRecord: Hashable, Sendable {
  /// Which record: its list and its id.
  package let record: String
  /// Why.
  package let reason: Reason

  /// Why a record is not taken.
  package enum Reason: Error, Hashable, Sendable, CustomStringConvertible {
    case noID, noName, noTime, sameIDTwice, idTooLong

    /// The reason as half a sentence.
    package var description: String {
      switch self {
      case .noID: "it has no id"
      case .noName: "it has no name"
      case .noTime: "it has no time that can be read"
      case .sameIDTwice: "its id occurred before"
      case .idTooLong: "its id is too long"
      }
    }
  }
}
