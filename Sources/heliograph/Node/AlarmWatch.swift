import Coordination
import Replication
import ServiceLifecycle
import StatusService

/// Makes a primary refuse writes once a replica has proven that another write would fork the log.
struct AlarmWatch: Service {
  let alarm: Latest<PrimaryAlarm?, Int64>
  let desk: CommandDesk

  func run() async throws {
    await cancelWhenGracefulShutdown { await follow() }
  }

  private func follow() async {
    var change: Int64 = 0
    while let next = try? await alarm.wait(past: change) {
      change = next.position
      if let alarm = next.value, alarm.stopsWrites {
        desk.halt(
          reason: "This primary takes no writes: \(alarm.reason). To do: \(alarm.hint).")
      }
    }
  }
}
