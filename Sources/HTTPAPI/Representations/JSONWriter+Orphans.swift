import EventLog
import LogStore
import StandardForms
import StatusService

extension JSONWriter {
  /// A bundle of a list: with its fault, and without all else, if it cannot be read.
  mutating func bundle(_ bundle: OrphanDesk.Listed) {
    switch bundle.content {
    case .success(let summary): self.summary(summary)
    case .failure(let fault):
      beginObject()
      member("name", bundle.name)
      member("signature", "unreadable")
      member("fault", fault.reason)
      endObject()
    }
  }

  mutating func summary(_ bundle: OrphanDesk.Summary) {
    let header = bundle.header
    beginObject()
    member("name", bundle.name)
    switch bundle.trust {
    case .verified: member("signature", "verified")
    case .unsigned: member("signature", "unsigned")
    case .wrong(let reason):
      member("signature", "wrong")
      member("fault", reason)
    }
    member("node", header.node)
    member("epoch", header.epoch.rawValue)
    member("ancestor", header.ancestor.rawValue)
    member("after", header.first.rawValue - 1)
    member("through", header.last.rawValue)
    member("count", header.count)
    member("settled", bundle.settledCount)
    member("unsettled", bundle.unsettledCount)
    member("keptAt", header.at.rfc3339)
    endObject()
  }

  mutating func orphan(_ orphan: OrphanDesk.Orphan) {
    beginObject()
    eventMembers(orphan.event)
    if let correlation = orphan.event.header.correlation {
      member("correlation", correlation.text)
    }
    key("settled")
    if let settlement = orphan.settlement { self.settlement(settlement) } else { null() }
    key("kept")
    kept(orphan)
    endObject()
  }

  private mutating func settlement(_ settlement: OrphanSettlement) {
    beginObject()
    switch settlement.outcome {
    case .discarded: member("as", "discarded")
    case .unchanged: member("as", "unchanged")
    case .reapplied(let event, let place):
      member("as", "reapplied")
      member("event", event.text)
      member("at", place.text)
    }
    member("by", settlement.by)
    member("settledAt", settlement.at.rfc3339)
    endObject()
  }

  /// The event as `POST /api/v1/reapply` takes it.
  private mutating func kept(_ orphan: OrphanDesk.Orphan) {
    beginObject()
    member("entry", String(decoding: orphan.event.entry, as: UTF8.self))
    for (name, part) in [("facts", orphan.event.facts), ("texts", orphan.event.texts)] {
      guard case .known(let salt, let bytes) = part else { continue }
      member("\(name)Salt", Base64.encode(salt.bytes))
      member(name, Base64.encode(bytes))
    }
    let rests = orphan.rests
    if rests.update != nil || rests.phases != nil {
      key("restsOn")
      beginObject()
      if let update = rests.update { member("update", update.text) }
      if let phases = rests.phases { member("phases", phases.text) }
      endObject()
    }
    endObject()
  }
}
