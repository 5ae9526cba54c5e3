import StandardForms

/// A kind of thing that a declaration names by identity, key or name: what its planning needs.
protocol Declarable {
  associatedtype Declared: DeclaredThing where Declared.Thing == Self
  associatedtype Event: DeclarableEvent where Event.Thing == Self

  /// What plans call the kind.
  static var kind: ProvisioningPlan.Kind { get }
  /// What declarations call the list of them.
  static var list: String { get }
  /// The most of them at one time.
  static var countMax: Int { get }

  var id: ID<Self> { get }
  var key: DeclarationKey? { get }
  var name: Text { get }

  /// What makes one that is as declared but for its key.
  static func making(_ declared: Declared) -> Event
  /// What takes one away.
  static var retirement: Event { get }
  /// What happened to the one with this identity, as an event of the whole.
  static func event(_ id: ID<Self>, _ event: Event) -> StatusEvent

  /// What makes it as declared but for its key.
  func changes(to declared: Declared) -> [Event]
}

/// What a declaration says of a thing, whatever its kind.
protocol DeclaredThing {
  associatedtype Thing

  var id: ID<Thing>? { get }
  var key: DeclarationKey? { get }
  var name: Name { get }
}

/// What can have happened to a thing that can be declared.
protocol DeclarableEvent: Equatable {
  associatedtype Thing

  static func keyed(_ key: DeclarationKey) -> Self

  /// What changes by this event in what was `thing` before.
  func differences(from thing: Thing?) -> [ProvisioningPlan.Difference]
}

extension DeclaredComponent: DeclaredThing {}

extension ComponentEvent: DeclarableEvent {}

extension Component: Declarable {
  static let kind = ProvisioningPlan.Kind.component
  static let list = "components"
  static let countMax = Limits.componentsMax

  static func making(_ declared: DeclaredComponent) -> ComponentEvent {
    .registered(
      name: .known(declared.name.text), labels: declared.labels?.values ?? [:], source: nil)
  }

  static let retirement = ComponentEvent.retired

  static func event(_ id: ComponentID, _ event: ComponentEvent) -> StatusEvent {
    .component(id, event)
  }

  func changes(to declared: DeclaredComponent) -> [ComponentEvent] {
    ComponentRevision(name: declared.name, labels: declared.labels).events(changing: self)
  }
}

extension DeclaredImpactType: DeclaredThing {
  /// What is declared of the description: an empty one is none.
  fileprivate var change: Change<Description> {
    description.map { $0.text.isEmpty ? .clear : .set($0) } ?? .keep
  }
}

extension ImpactTypeEvent: DeclarableEvent {}

extension ImpactType: Declarable {
  static let kind = ProvisioningPlan.Kind.impactType
  static let list = "impactTypes"
  static let countMax = Limits.impactTypesMax

  static func making(_ declared: DeclaredImpactType) -> ImpactTypeEvent {
    .defined(
      name: .known(declared.name.text),
      description: declared.change.applied(to: nil).map { .known($0.text) }, source: nil)
  }

  static let retirement = ImpactTypeEvent.removed

  static func event(_ id: ImpactTypeID, _ event: ImpactTypeEvent) -> StatusEvent {
    .impactType(id, event)
  }

  func changes(to declared: DeclaredImpactType) -> [ImpactTypeEvent] {
    ImpactTypeRevision(name: declared.name, description: declared.change).events(changing: self)
  }
}
