import EventLog
import HTTPTypes
import ReadModel
import StandardForms
import StatusDomain
import StatusService

/// What only a deposed primary had, recorded anew.
enum ReapplyRoutes {
  static func reapply(_ call: Call) async throws(Problem) -> Answer {
    let payload = try ReapplicationPayload(payload: call.body)
    try await check(payload.orphans[0].event, call)
    let reapplication = try payload.reapplication()
    let recording = try await call.record(.reapply(reapplication))
    let results = zip(reapplication.orphans, recording.receipt.reapplied)
    var answer = Answer.unstored { json in
      json.list("data", Array(results)) { json, result in
        json.beginObject()
        json.member("orphan", result.0.id.text)
        switch result.1 {
        case .recorded(let event, let place, let isRepeat):
          json.member("result", isRepeat ? "repeated" : "recorded")
          json.member("event", event.text)
          json.member("at", "\(place.epoch):\(place.position)")
        case .unchanged: json.member("result", "unchanged")
        }
        json.endObject()
      }
    }
    answer.position = recording.position
    answer.eventCount = recording.receipt.eventCount
    return answer
  }

  /// An orphan is of the same log, and not in it.
  private static func check(_ event: RecordedEvent, _ call: Call) async throws(Problem) {
    if let own = try await call.events.event(at: Position(1))?.header.log, own != event.header.log {
      throw Problem(
        .conflict, "It was recorded in the log \(event.header.log.text), this is \(own.text).")
    }
    let here = try await call.events.event(at: event.position)
    guard here?.header.eventID != event.header.eventID else {
      throw Problem(.conflict, "It is no orphan: position \(event.position.rawValue) has it here.")
    }
  }
}
