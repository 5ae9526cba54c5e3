/// What can have happened to a component.
package enum ComponentEvent: Hashable, Sendable {
  case registered(name: Text, labels: [String: String], source: Source?)
  case renamed(Text)
  case relabelled([String: String])
  case keyed(DeclarationKey)
  case retired
}

extension Component {
  /// The component after `event`; `nil` before it was registered and after it was retired.
  package static func evolve(
    _ component: inout Component?, id: ComponentID, _ event: ComponentEvent
  ) {
    switch event {
    case .registered(let name, let labels, let source):
      precondition(component == nil, "I4: \(id.text) was registered twice")
      component = Component(
        id: id, name: name, labels: labels, source: source, key: nil, version: 1)
    case .renamed(let name): revise(&component) { $0.name = name }
    case .relabelled(let labels): revise(&component) { $0.labels = labels }
    case .keyed(let key): revise(&component) { $0.key = key }
    case .retired:
      precondition(component != nil, "I4: \(id.text) was retired but is not there")
      component = nil
    }
  }

  private static func revise(_ component: inout Component?, _ change: (inout Component) -> Void) {
    precondition(component != nil, "I4: an event of a component that is not there")
    change(&component!)
    component!.version += 1
  }
}
