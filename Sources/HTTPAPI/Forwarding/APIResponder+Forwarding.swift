import HTTPTypes
import Hummingbird
import StandardForms
import StatusService

extension APIResponder {
  /// Who sends `request` on, and its route: only a change that reached a node that copies, and only
  /// if no other node sent it on already.
  func hop(for request: Request) -> (forwarder: Forwarder, route: Route)? {
    guard let forwarder = node.forwarder, !node.desk.isOpen,
      request.headers[.heliographForwarded] == nil, let route = route(of: request), route.isWrite,
      node.nodeStatus().role == .replica
    else { return nil }
    return (forwarder, route)
  }

  /// Has the primary answer a change. What is wrong with it, its token first, the primary tells;
  /// only the length of the body is this node's matter (I11).
  /// - Throws: as `respond`.
  func forward(
    _ request: Request, _ route: Route, by forwarder: Forwarder
  ) async throws -> Handled {
    let byteCountMax = Self.byteCountMax(request, route)
    let hasKey = request.headers[.idempotencyKey] != nil
    let problem = { (failure: ForwardingFailure) in
      Problem(failure, lastURL: self.node.nodeStatus().primaryURL, hasKey: hasKey)
    }
    guard forwarder.enter(byteCount: byteCountMax) else {
      let rest = RequestIntake.hasBody(request.headers) ? RequestIntake.Rest.unread : .read
      return handled(answer(problem(.busy), request, route), request, rest, route, nil)
    }
    defer { forwarder.leave(byteCount: byteCountMax) }
    let intake = try await timelyIntake(of: request, for: route)
    if let problem = intake.problem {
      return handled(answer(problem, request, route), request, intake.rest, route, nil)
    }
    switch await forwarder.answer(to: ForwardedChange(request, body: intake.body)) {
    case .success(let answer):
      await show(answer)
      return handled(answer, request, intake.rest, route, nil)
    case .failure(let failure):
      return handled(
        answer(problem(failure), request, route), request, intake.rest, route, nil)
    }
  }

  /// Reads the body; whoever sends slowly keeps no room of the others (I11).
  private func timelyIntake(of request: Request, for route: Route) async throws -> Intake {
    let read = await withDeadline(Limits.forwardedBodyMax) { () -> Result<Intake, any Error>? in
      do { return .success(try await intake(of: request, for: route)) } catch {
        return .failure(error)
      }
    }
    guard let read else {
      let problem = Problem(.slowBody, "The body did not come within \(Limits.forwardedBodyMax).")
      return Intake(rest: .endless, problem: problem)
    }
    return try read.get()
  }

  /// Waits (bounded) until this node shows what was recorded: its next reads are to have it. The
  /// change exists, so the answer is not held back for longer.
  private func show(_ answer: Answer) async {
    guard answer.status.kind == .successful, let position = answer.position else { return }
    _ = await node.boards.value(reaching: position, within: Limits.boardWaitMax)
  }

  /// How long the body may become, as far as it is read.
  private static func byteCountMax(_ request: Request, _ route: Route) -> Int {
    let bytesMax = route.bodyBytesMax ?? 0
    guard request.headers[.contentLength] != nil else {
      return RequestIntake.hasBody(request.headers) ? bytesMax : 0
    }
    return min(bytesMax, RequestIntake.declaredLength(request.headers))
  }
}
