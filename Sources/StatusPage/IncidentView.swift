import ReadModel
import StandardForms
import StatusDomain

/// An incident told in full: on its own page, or within bounds on the home page.
struct IncidentView {
  /// Where an incident stands in time; before its begin, a maintenance is planned and anything else
  /// announced.
  enum Standing: Hashable { case planned, announced, active, ended }

  /// How much of an incident is told (I11).
  struct Bounds {
    let affectedShownMax: Int
    let affectedFoldedMax: Int
    let updatesMax: Int
    let textBytesMax: Int

    /// On the home page.
    static let home = Bounds(
      affectedShownMax: Limits.pageAffectedShownMax, affectedFoldedMax: 0,
      updatesMax: Limits.pageUpdatesShownMax, textBytesMax: Limits.pageTextBytesMax)
    /// On its own page: everything but the oldest of very many updates.
    static let ownPage = Bounds(
      affectedShownMax: Limits.incidentPageAffectedShownMax, affectedFoldedMax: .max,
      updatesMax: Limits.incidentPageUpdatesMax, textBytesMax: .max)
  }

  let id: IncidentID
  let name: TextView
  let description: TextView?
  let standing: Standing
  let state: StateView
  /// The name of the phase that it is in, from the list that was in force.
  let phase: TextView?
  let span: SpanView
  let affected: Fold<AffectedView>
  /// Newest first.
  let updates: Fold<UpdateView>

  /// The incident as `viewpoint` shows it.
  init(_ incident: Incident, _ viewpoint: Viewpoint, _ bounds: Bounds) {
    id = incident.id
    name = viewpoint.view(incident.name)
    description = incident.description.nonEmpty.map {
      viewpoint.view($0).clipped(bytesMax: bounds.textBytesMax)
    }
    standing = Standing(of: incident, viewpoint)
    state = viewpoint.view(viewpoint.state(of: incident))
    phase = incident.phase.flatMap { viewpoint.board.phases[$0] }.map { viewpoint.view($0) }
    span = SpanView(of: incident, at: viewpoint.now, viewpoint.words)
    affected = AffectedView.all(
      of: incident, viewpoint, shownMax: bounds.affectedShownMax,
      foldedMax: bounds.affectedFoldedMax)
    let newest = incident.updates.sorted { ($0.createdAt, $0.order) > ($1.createdAt, $1.order) }
    updates = Fold(newest, shownMax: bounds.updatesMax, foldedMax: 0).map {
      UpdateView($0, viewpoint, textBytesMax: bounds.textBytesMax)
    }
  }
}

extension IncidentView.Standing {
  init(of incident: Incident, _ viewpoint: Viewpoint) {
    if incident.isActive(at: viewpoint.now) {
      self = .active
    } else if incident.beganAt > viewpoint.now {
      self = viewpoint.isMaintenance(incident) ? .planned : .announced
    } else {
      self = .ended
    }
  }

  func label(_ words: Words) -> String {
    switch self {
    case .planned: words[.standingPlanned]
    case .announced: words[.standingAnnounced]
    case .active: words[.standingActive]
    case .ended: words[.standingEnded]
    }
  }
}

extension IncidentView {
  func members(_ viewpoint: Viewpoint) -> Members {
    let words = viewpoint.words
    func counted(_ word: Word, _ count: Int) -> Value {
      count == 0 ? false : .text(words.counted(word, count))
    }
    return [
      .id: .text(id.text), .path: .text(viewpoint.paths.incident(id)),
      .name: .members(name.members), .state: .members(state.members),
      .description: .optional(description?.members), .phase: .optional(phase?.members),
      .standing: .text(standing.label(words)),
      .isPlanned: .flag([.planned, .announced].contains(standing)),
      .isEnded: .flag(standing == .ended), .span: .members(span.members),
      .isAffecting: .flag(!affected.shown.isEmpty),
      .affected: .list(affected.shown.map { $0.members() }),
      .hasFoldedAffected: .flag(!affected.folded.isEmpty),
      .foldedAffected: .list(affected.folded.map { $0.members() }),
      .foldedAffectedText: counted(.moreComponents, affected.folded.count),
      .unlistedAffected: counted(.andMore, affected.unlistedCount),
      .hasUpdates: .flag(!updates.shown.isEmpty),
      .updates: .list(updates.shown.map(\.members)),
      .earlierUpdates: counted(.earlierUpdates, updates.unlistedCount),
      .unlistedUpdates: counted(.updatesUnlisted, updates.unlistedCount),
    ]
  }
}

/// Something that was said about an incident.
struct UpdateView: Hashable {
  let name: TextView?
  let description: TextView?
  let createdAt: TimeView

  init(_ update: IncidentUpdate, _ viewpoint: Viewpoint, textBytesMax: Int) {
    name = update.name.nonEmpty.map { viewpoint.view($0) }
    description = update.description.nonEmpty.map {
      viewpoint.view($0).clipped(bytesMax: textBytesMax)
    }
    createdAt = viewpoint.view(update.createdAt)
  }

  var members: Members {
    [
      .updateName: .optional(name?.members), .said: .optional(description?.members),
      .createdAt: .members(createdAt.members),
    ]
  }
}

extension Text? {
  /// The text, unless it is absent or empty.
  var nonEmpty: Text? { self == .known("") ? nil : self }
}
