import EventLog
import StandardForms
import StatusDomain
import StatusService

/// Orphans as their bundle has them: `{"events": [{"entry": …, "factsSalt": …, "facts": …,
/// "textsSalt": …, "texts": …, "restsOn": {"update": …, "phases": …}}]}`, re-hashed.
struct ReapplicationPayload {
  /// The events, at least one.
  let orphans: [(event: RecordedEvent, rests: OrphanRests)]

  init(payload body: [UInt8]) throws(Problem) {
    let reader = try PayloadReader(body: body, holding: ["events"])
    orphans = try reader.required("events") { value, path throws(Problem) in
      try PayloadReader.elements(value, path, max: Limits.reappliedEventsMax, Read.orphan)
    }
    guard !orphans.isEmpty else { throw Problem(.required, field: "$.events") }
  }

  /// What is asked for.
  func reapplication() throws(Problem) -> Reapplication {
    var known: [Reapplication.Orphan] = []
    for (index, orphan) in orphans.enumerated() {
      let path = "$.events[\(index)]"
      let read: Reapplication.Orphan?
      do throws(CodecError) {
        read = try Reapplication.Orphan(orphan.event, orphan.rests)
      } catch {
        throw Problem.malformed(path, error.description)
      }
      guard let read else {
        let type = orphan.event.header.type
        throw Problem.malformed(path, "this version of heliograph does not know \(type)")
      }
      known.append(read)
    }
    return Reapplication(known)
  }
}

extension Read {
  fileprivate static func orphan(
    _ value: JSONValue, _ path: String
  ) throws(Problem) -> (event: RecordedEvent, rests: OrphanRests) {
    let reader = try PayloadReader(value, at: path)
    let entry = try reader.required("entry", text)
    let facts = try part("facts", of: reader)
    let texts = try part("texts", of: reader)
    let rests = try reader.optional("restsOn") { value, path throws(Problem) in
      let reader = try PayloadReader(value, at: path)
      return OrphanRests(
        update: try reader.optional("update", identity),
        phases: try reader.optional("phases", identity))
    }
    do throws(EntryError) {
      let event = try RecordedEvent(
        entry: Array(entry.utf8), facts: facts, texts: texts, previousChain: .zero)
      return (event, rests ?? OrphanRests(update: nil, phases: nil))
    } catch {
      throw Problem.malformed(path, error.reason)
    }
  }

  private static func part(
    _ name: String, of reader: PayloadReader
  ) throws(Problem) -> PayloadPart {
    guard let bytes = try reader.optional(name, base64) else { return .withheld }
    let salt = try reader.required("\(name)Salt", base64)
    guard let salt = Digest(bytes: salt) else {
      throw Problem.malformed(reader.path("\(name)Salt"), "it must be 32 bytes")
    }
    return .known(salt: salt, bytes: bytes)
  }

  private static func base64(_ value: JSONValue, _ path: String) throws(Problem) -> [UInt8] {
    guard let bytes = Base64.decode(try text(value, path)) else {
      throw Problem.malformed(path, "it must be base64, with padding")
    }
    return bytes
  }
}
