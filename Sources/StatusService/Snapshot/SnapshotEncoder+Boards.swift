import EventLog
import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

extension SnapshotEncoder {
  /// The whole snapshot of `boards`.
  mutating func put(_ boards: Boards, _ header: SnapshotHeader) throws {
    precondition(header.position == boards.position, "I7: a snapshot is of its position")
    put(header)
    try put(boards.status)
    try put(boards.access)
    try put(boards.memory)
    try finish()
  }

  private mutating func put(_ board: StatusBoard) throws {
    put(board.recordedAt)
    try put(longList: board.components.sorted { $0.key < $1.key }) { $0.put($1.value) }
    try put(longList: board.retiredComponents.sorted { $0.key < $1.key }) { $0.put($1.value) }
    try put(longList: board.registrations.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      $0.put($1.value)
    }
    try put(longList: board.impactTypes.sorted { $0.key < $1.key }) { $0.put($1.value) }
    try put(longList: board.removedImpactTypes.sorted { $0.key < $1.key }) { $0.put($1.value) }
    put(list: board.severities.bands) {
      $0.put($1.name)
      $0.put(number: Int64($1.value))
      $0.put(number: $1.version)
    }
    put(number: board.severities.version)
    try put(longList: board.phases.generations) { $0.put(list: $1) { $0.put($1) } }
    try put(longList: board.incidents.sorted { $0.key < $1.key }) { $0.put($1.value) }
  }

  private mutating func put(_ board: AccessBoard) throws {
    try put(longList: board.tokens.sorted { $0.key < $1.key }) {
      $0.put($1.value)
      $0.put(byte: board.byDigest[$1.value.digest] == $1.key ? 1 : 0)
    }
  }

  private mutating func put(_ memory: DecisionMemory) throws {
    try put(longList: memory.sources.imported.sorted { $0.key.text < $1.key.text }) {
      $0.put($1.key.text)
      $0.put($1.value)
    }
    put(number: memory.logVersion)
    put(list: memory.forks.forks) {
      $0.put($1.node)
      $0.put(number: $1.epoch)
      $0.put(number: $1.after)
      $0.put(number: $1.through)
    }
    try put(
      longList: memory.keys.answers.sorted { $0.value.position < $1.value.position }
    ) {
      $0.put($1.key)
      $0.put($1.value)
    }
    try put(
      longList: memory.reapplied.answers.sorted { $0.value.position < $1.value.position }
    ) {
      $0.put($1.key)
      $0.put($1.value.event)
      $0.put($1.value.outcome)
      $0.put(number: $1.value.position.epoch)
      $0.put(number: $1.value.position.position)
    }
    put(optional: memory.firstUnknown) {
      $0.put(number: $1.position)
      $0.put($1.type)
      $0.put(number: Int64($1.schemaVersion))
    }
  }
}

extension SnapshotEncoder {
  private mutating func put(_ component: Component) {
    put(component.id)
    put(component.name)
    put(list: component.labels.sorted { $0.key < $1.key }) {
      $0.put($1.key)
      $0.put($1.value)
    }
    put(optional: component.source) { $0.put($1.text) }
    put(optional: component.key) { $0.put($1.text) }
    put(number: component.version)
  }

  private mutating func put(_ type: ImpactType) {
    put(type.id)
    put(type.name)
    put(type.description)
    put(optional: type.source) { $0.put($1.text) }
    put(optional: type.key) { $0.put($1.text) }
    put(number: type.version)
  }

  private mutating func put(_ incident: Incident) {
    put(incident.id)
    put(incident.name)
    put(incident.description)
    put(list: incident.impacts) {
      $0.put($1.component)
      $0.put($1.type)
      $0.put(byte: UInt8($1.severity.value))
    }
    put(incident.beganAt)
    put(optional: incident.endedAt) { $0.put($1) }
    put(optional: incident.phase) {
      $0.put(number: Int64($1.generation))
      $0.put(number: Int64($1.order))
    }
    put(list: incident.updates) { $0.put($1) }
    put(number: Int64(incident.nextOrder))
    put(optional: incident.source) { $0.put($1.text) }
    put(number: incident.version)
  }

  private mutating func put(_ update: IncidentUpdate) {
    put(number: Int64(update.order))
    put(update.name)
    put(update.description)
    put(update.createdAt)
    put(optional: update.source) { $0.put($1.text) }
    put(number: update.version)
  }

  private mutating func put(_ token: Token) {
    put(token.id)
    put(token.name)
    put(byte: token.role.stored)
    put(count: token.digest.count)
    put(bytes: token.digest)
    put(optional: token.expiresAt) { $0.put($1) }
    put(token.issuedAt)
  }

  private mutating func put(_ imported: Imported) {
    switch imported {
    case .component(let id):
      put(byte: 0)
      put(id)
    case .impactType(let id):
      put(byte: 1)
      put(id)
    case .incident(let id):
      put(byte: 2)
      put(id)
    case .update(let id, let order):
      put(byte: 3)
      put(id)
      put(number: Int64(order))
    }
  }

  private mutating func put(_ answer: IdempotencyIndex.Answer) {
    put(answer.body)
    put(answer.outcome)
    put(number: answer.position.epoch)
    put(number: answer.position.position)
    put(answer.recordedAt)
  }

  private mutating func put(_ outcome: Outcome) {
    switch outcome {
    case .none: put(byte: 0)
    case .id(let uuid):
      put(byte: 1)
      put(uuid)
    case .generation(let generation):
      put(byte: 2)
      put(number: Int64(generation))
    case .order(let order):
      put(byte: 3)
      put(number: Int64(order))
    }
  }
}

extension Role {
  fileprivate var stored: UInt8 {
    switch self {
    case .administrator: 0
    case .operator: 1
    case .reader: 2
    }
  }

  /// The role that was stored as `byte`.
  init?(stored byte: UInt8) {
    guard let role = Role.allCases.first(where: { $0.stored == byte }) else { return nil }
    self = role
  }
}
