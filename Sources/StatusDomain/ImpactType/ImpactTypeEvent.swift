/// What can have happened to an impact type.
package enum ImpactTypeEvent: Hashable, Sendable {
  case defined(name: Text, description: Text?, source: Source?)
  case renamed(Text)
  case described(Text?)
  case keyed(DeclarationKey)
  case removed
}

extension ImpactType {
  /// The impact type after `event`; `nil` before it was defined and after it was removed.
  package static func evolve(_ type: inout ImpactType?, id: ImpactTypeID, _ event: ImpactTypeEvent)
  {
    switch event {
    case .defined(let name, let description, let source):
      precondition(type == nil, "I4: \(id.text) was defined twice")
      type = ImpactType(
        id: id, name: name, description: description, source: source, key: nil, version: 1)
    case .renamed(let name): revise(&type) { $0.name = name }
    case .described(let description): revise(&type) { $0.description = description }
    case .keyed(let key): revise(&type) { $0.key = key }
    case .removed:
      precondition(type != nil, "I4: \(id.text) was removed but is not there")
      type = nil
    }
  }

  private static func revise(_ type: inout ImpactType?, _ change: (inout ImpactType) -> Void) {
    precondition(type != nil, "I4: an event of an impact type that is not there")
    change(&type!)
    type!.version += 1
  }
}
