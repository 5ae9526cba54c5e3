package import StandardForms

/// Why a command is refused. Nothing was recorded.
package enum Rejection: Error, Hashable, Sendable {
  /// The command contradicts itself or names what does not exist. `field` is the path of the
  /// payload's member, such as `affects[1].reference`.
  case invalid(field: String, rule: Rule)
  /// What the command is about does not exist.
  case notFound(Subject)
  /// The resource has another version than the caller saw.
  case preconditionFailed(version: Int64)
  /// The command is sound, but what is recorded stands against it.
  case conflict(Conflict)
  /// What is declared does not fit what is here: all that must be settled first.
  case declaration([DeclarationFault])

  /// The kinds of things that a command can be about.
  package enum Subject: Hashable, Sendable {
    case component, impactType, severity, incident, incidentUpdate, phaseList, token
  }

  /// What stands against a sound command.
  package enum Conflict: Hashable, Sendable {
    /// A severity of this name exists.
    case severityNameInUse(String)
    /// A severity with this value exists.
    case severityValueInUse(Int)
    /// The severity with the value 100 closes the scale and stays where it is.
    case lastBand
    /// An incident that is open or planned refers to it.
    case inUse(by: IncidentID)
    /// As many as there may be exist.
    case tooMany(Subject, max: Int)
    /// Without this token nobody could administer any more.
    case lastAdministrator
    /// What is re-applied came from this source, and something else here did, too.
    case sourceInUse
    /// What is re-applied was called so by a declaration, and something else here is, too.
    case keyInUse(String)
    /// The orphan of this id, on which the one that is re-applied rests, was not re-applied.
    case restsOnOrphan(UUIDValue)
    /// What happened to a log itself cannot happen to another.
    case ofTheLog
  }
}

/// A rule that a value can break.
package enum Rule: Error, Hashable, Sendable {
  /// It must be given.
  case required
  /// It must hold a character that is not white space.
  case empty
  /// It must be at most this long, in bytes of UTF-8.
  case tooLong(bytesMax: Int)
  /// It must have at most this many elements.
  case tooMany(max: Int)
  /// It must lie between these bounds, both included.
  case outOfRange(min: Int, max: Int)
  /// It must refer to something that exists.
  case unknownReference
  /// It must not stand twice in one list.
  case duplicate
  /// It must not lie before the begin.
  case endBeforeBegin
  /// A severity of 0 makes a maintenance, which needs a begin and an end.
  case maintenanceNeedsWindow
  /// It can be changed, but not taken away.
  case notClearable
  /// One of name and description must remain.
  case nameOrDescriptionNeeded
  /// It is the source of something of another kind.
  case sourceOfAnotherKind
}
