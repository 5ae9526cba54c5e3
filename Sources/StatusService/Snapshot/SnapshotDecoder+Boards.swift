import EventLog
import HashTreeCollections
import ReadModel
import StandardForms
import StatusDomain

extension SnapshotDecoder {
  /// The boards of a snapshot whose header was read.
  mutating func boards(at position: BoardPosition) throws(SnapshotFault) -> Boards {
    let status = try statusBoard(at: position)
    let access = try accessBoard()
    let memory = try decisionMemory()
    try finish()
    return Boards(status: status, access: access, memory: memory)
  }

  private mutating func statusBoard(
    at position: BoardPosition
  ) throws(SnapshotFault) -> StatusBoard {
    StatusBoard(
      position: position, recordedAt: try time(),
      components: try dictionary { (decoder) throws(SnapshotFault) in
        let component = try decoder.component()
        return (component.id, component)
      },
      retiredComponents: try dictionary { (decoder) throws(SnapshotFault) in
        let component = try decoder.component()
        return (component.id, component)
      },
      registrations: try dictionary { (decoder) throws(SnapshotFault) in
        (try decoder.id(), try decoder.time())
      },
      impactTypes: try dictionary { (decoder) throws(SnapshotFault) in
        let type = try decoder.impactType()
        return (type.id, type)
      },
      removedImpactTypes: try dictionary { (decoder) throws(SnapshotFault) in
        let type = try decoder.impactType()
        return (type.id, type)
      },
      severities: try severityScale(),
      phases: try phaseLists(),
      incidents: try dictionary { (decoder) throws(SnapshotFault) in
        let incident = try decoder.incident()
        return (incident.id, incident)
      })
  }

  private mutating func severityScale() throws(SnapshotFault) -> SeverityScale {
    let bands = try list { (decoder) throws(SnapshotFault) in
      Severity(
        name: try decoder.string(), value: Int(try decoder.number()),
        version: try decoder.number())
    }
    // Bands and names are looked for on the strength of this.
    guard bands.allSatisfy({ (1...BandEnd.last).contains($0.value) }),
      zip(bands, bands.dropFirst()).allSatisfy({ $0.value < $1.value }),
      Set(bands.map(\.name)).count == bands.count
    else { throw damaged() }
    return SeverityScale(bands: bands, version: try number())
  }

  private mutating func phaseLists() throws(SnapshotFault) -> PhaseLists {
    let generations = try list { (decoder) throws(SnapshotFault) in
      try decoder.list { (decoder) throws(SnapshotFault) in try decoder.text() }
    }
    guard generations.allSatisfy({ (1...Limits.phasesMax).contains($0.count) }) else {
      throw damaged()
    }
    return PhaseLists(generations: generations)
  }

  private mutating func accessBoard() throws(SnapshotFault) -> AccessBoard {
    var byDigest: TreeDictionary<[UInt8], TokenID> = [:]
    let tokens = try dictionary { (decoder) throws(SnapshotFault) -> (TokenID, Token) in
      let token = try decoder.token()
      if try decoder.byte() == 1 { byDigest[token.digest] = token.id }
      return (token.id, token)
    }
    return AccessBoard(tokens: tokens, byDigest: byDigest)
  }

  private mutating func decisionMemory() throws(SnapshotFault) -> DecisionMemory {
    DecisionMemory(
      sources: SourceIndex(
        try dictionary { (decoder) throws(SnapshotFault) in
          (Source(recorded: try decoder.string()), try decoder.imported())
        }), logVersion: try number(),
      forks: ForkList(
        try list { (decoder) throws(SnapshotFault) in
          Fork(
            node: try decoder.string(), epoch: try decoder.number(), after: try decoder.number(),
            through: try decoder.number())
        }),
      keys: IdempotencyIndex(
        try dictionary { (decoder) throws(SnapshotFault) in
          (try decoder.digest(), try decoder.answer())
        }),
      reapplied: ReappliedIndex(
        try dictionary { (decoder) throws(SnapshotFault) in
          (try decoder.uuid(), try decoder.reapplied())
        }),
      firstUnknown: try optional { (decoder) throws(SnapshotFault) in
        UnknownEventError(
          position: try decoder.number(), type: try decoder.string(),
          schemaVersion: Int(try decoder.number()))
      })
  }

  /// Entries whose keys are distinct.
  private mutating func dictionary<Key: Hashable, Value>(
    _ read: (inout SnapshotDecoder) throws(SnapshotFault) -> (Key, Value)
  ) throws(SnapshotFault) -> TreeDictionary<Key, Value> {
    let count = try count()
    var dictionary: TreeDictionary<Key, Value> = [:]
    for _ in 0..<count {
      let (key, value) = try read(&self)
      guard dictionary.updateValue(value, forKey: key) == nil else { throw damaged() }
    }
    return dictionary
  }
}

extension SnapshotDecoder {
  private mutating func source() throws(SnapshotFault) -> Source? {
    try optional { (decoder) throws(SnapshotFault) in Source(recorded: try decoder.string()) }
  }

  private mutating func key() throws(SnapshotFault) -> DeclarationKey? {
    try optional { (decoder) throws(SnapshotFault) in
      DeclarationKey(recorded: try decoder.string())
    }
  }

  private mutating func optionalTime() throws(SnapshotFault) -> Timestamp? {
    try optional { (decoder) throws(SnapshotFault) in try decoder.time() }
  }

  private mutating func component() throws(SnapshotFault) -> Component {
    let id: ComponentID = try id()
    let name = try text()
    var labels: [String: String] = [:]
    for _ in 0..<(try count()) {
      let key = try string()
      labels[key] = try string()
    }
    return Component(
      id: id, name: name, labels: labels, source: try source(), key: try key(),
      version: try number())
  }

  private mutating func impactType() throws(SnapshotFault) -> ImpactType {
    ImpactType(
      id: try id(), name: try text(), description: try optionalText(), source: try source(),
      key: try key(), version: try number())
  }

  private mutating func incident() throws(SnapshotFault) -> Incident {
    Incident(
      id: try id(), name: try text(), description: try optionalText(),
      impacts: try list { (decoder) throws(SnapshotFault) in try decoder.impact() },
      beganAt: try time(), endedAt: try optionalTime(),
      phase: try optional { (decoder) throws(SnapshotFault) in
        PhaseReference(generation: Int(try decoder.number()), order: Int(try decoder.number()))
      },
      updates: try list { (decoder) throws(SnapshotFault) in try decoder.update() },
      nextOrder: Int(try number()), source: try source(), version: try number())
  }

  private mutating func impact() throws(SnapshotFault) -> Impact {
    let component: ComponentID = try id()
    let type: ImpactTypeID = try id()
    let value = Int64(try byte())
    do throws(Rule) {
      return Impact(component: component, type: type, severity: try ImpactSeverity(value))
    } catch {
      throw damaged()
    }
  }

  private mutating func update() throws(SnapshotFault) -> IncidentUpdate {
    IncidentUpdate(
      order: Int(try number()), name: try optionalText(), description: try optionalText(),
      createdAt: try time(), source: try source(), version: try number())
  }

  private mutating func token() throws(SnapshotFault) -> Token {
    let id: TokenID = try id()
    let name = try text()
    guard let role = Role(stored: try byte()) else { throw damaged() }
    let digest = try bytes(try count())
    guard digest.count == Digest.byteCount else { throw damaged() }
    return Token(
      id: id, name: name, role: role, digest: digest, expiresAt: try optionalTime(),
      issuedAt: try time())
  }

  private mutating func imported() throws(SnapshotFault) -> Imported {
    switch try byte() {
    case 0: .component(try id())
    case 1: .impactType(try id())
    case 2: .incident(try id())
    case 3: .update(try id(), order: Int(try number()))
    case _: throw damaged()
    }
  }

  private mutating func answer() throws(SnapshotFault) -> IdempotencyIndex.Answer {
    IdempotencyIndex.Answer(
      body: try digest(), outcome: try outcome(),
      position: BoardPosition(epoch: try number(), position: try number()),
      recordedAt: try time())
  }

  private mutating func reapplied() throws(SnapshotFault) -> ReappliedIndex.Answer {
    ReappliedIndex.Answer(
      event: try uuid(), outcome: try outcome(),
      position: BoardPosition(epoch: try number(), position: try number()))
  }

  private mutating func outcome() throws(SnapshotFault) -> Outcome {
    switch try byte() {
    case 0: .none
    case 1: .id(try uuid())
    case 2: .generation(Int(try number()))
    case 3: .order(Int(try number()))
    case _: throw damaged()
    }
  }
}
