import StandardForms
import StatusDomain

extension StatusState {
  /// What the source of an import is here.
  func identity(of command: StatusCommand) -> UUIDValue? {
    guard case .importing(let command) = command else { return nil }
    switch imported(command.source) {
    case .component(let id)?: return id.uuid
    case .impactType(let id)?: return id.uuid
    case .incident(let id)?: return id.uuid
    case .update, nil: return nil
    }
  }
}

extension ImportCommand {
  var source: Source {
    switch self {
    case .component(_, let source, _), .impactType(_, let source, _), .incident(_, let source, _):
      source
    }
  }
}
