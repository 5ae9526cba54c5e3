/// What an export becomes: items for the bulk API, to be sent in the order components, impact
/// types, incidents. The same export gives the same plan.
///
/// - A group of components becomes the label `group` of its members; a region that a name tells, or
///   else the name of its group, becomes the label `region`.
/// - Every source is `statuspage:<page>/<kind>/<id>`, with the kinds `component`, `impact-type`,
///   `incident`, `maintenance` and `update`.
/// - What an incident names but the page no longer lists becomes a component too; what names no
///   component is attached to one for the whole page, `…/component/page`.
package struct ImportPlan: Hashable, Sendable {
  /// The components, those of the page first.
  package let components: [ComponentItem]
  /// The one impact type; none if there are no incidents.
  package let impactTypes: [ImpactTypeItem]
  /// The incidents, then the maintenances, in the order of the export.
  package let incidents: [IncidentItem]
  /// The records that are not taken, each with its reason.
  package let skipped: [SkippedRecord]
  /// What was repaired or cut on the way.
  package let notes: [Note]

  /// Something that was repaired or cut.
  package struct Note: Hashable, Sendable {
    /// Which record: its list and its id.
    package let record: String
    /// What was done.
    package let kind: Kind

    /// What can be done to a record.
    package enum Kind: Hashable, Sendable, CustomStringConvertible {
      case endBeforeBegin, noEndOfMaintenance, maintenanceStillOpen, textCut, tooManyImpacts
      case tooManyUpdates
      case noSuchPhase

      /// What was done, as half a sentence.
      package var description: String {
        switch self {
        case .endBeforeBegin: "its end lay before its begin and was moved to it"
        case .noEndOfMaintenance: "it has no end, so it ends with its begin"
        case .maintenanceStillOpen: "it is open, so what it maintains is taken as affected"
        case .textCut: "a text was too long and was cut"
        case .tooManyImpacts: "it affects too many components; the last were left out"
        case .tooManyUpdates: "it has too many updates; the first were left out"
        case .noSuchPhase: "no phase of the list bears the name of its status"
        }
      }
    }
  }

  /// The plan for `export`.
  /// - Parameter phases: The phase list that statuses are found in by name, with its generation;
  ///   without one incidents have no phase.
  package init(_ export: StatuspageExport, phases: (generation: Int, names: [String])?) {
    var planner = Planner(export, phases: phases)
    for incident in export.incidents { planner.add(incident, isMaintenance: false) }
    for maintenance in export.maintenances { planner.add(maintenance, isMaintenance: true) }
    components = planner.components
    incidents = planner.incidents
    impactTypes = incidents.isEmpty ? [] : [planner.impactType]
    skipped = export.skipped + planner.skipped
    notes = planner.notes
  }
}
