import Foundation
import Provisioning
import StandardForms
import StatusDomain
import StatusService
import YAMLReading

/// A YAML file that says what a node is to have.
struct DeclarationFile {
  let path: String
  let document: DeclarationDocument

  /// Reads the whole file, and tells all that is wrong with it, a line each, on standard error.
  /// - Throws: `OperatorError` if it cannot be read or anything is wrong with it.
  init(_ path: String) throws {
    self.path = path
    guard let handle = FileHandle(forReadingAtPath: path),
      // I11: one byte more than is read shows that it is too long. An empty file has no bytes.
      let data = try? handle.read(upToCount: Limits.declarationBytesMax + 1) ?? Data()
    else {
      throw OperatorError("the file \(path) cannot be read", hint: "check its name and mode")
    }
    do throws(DocumentFaults) {
      document = try DeclarationDocument(yaml: [UInt8](data))
    } catch {
      throw Self.refusal(error.faults, path)
    }
  }

  /// Tells why a node does not take the declaration, with the places in the file.
  func refusal(_ faults: [(path: String, reason: String)]) -> OperatorError {
    Self.refusal(
      faults.map { DocumentFault(at: document.places[$0.path], path: $0.path, reason: $0.reason) },
      path)
  }

  private static func refusal(_ faults: [DocumentFault], _ path: String) -> OperatorError {
    for fault in faults { StandardError.write(fault.line(in: path)) }
    return OperatorError(
      faults.count == 1 ? "there is a fault in \(path)" : "there are faults in \(path)",
      hint: "nothing was applied; correct it and try again")
  }
}

extension Settings {
  /// What --provision names; `nil` without it.
  func declarationFile() throws -> DeclarationFile? {
    try optional(.provision).map { try DeclarationFile($0) }
  }
}

extension DeclarationFile {
  /// Lets the node have what is declared, before it serves anybody.
  /// - Returns: what changed.
  /// - Throws: `OperatorError` if it cannot; nothing changed then.
  func apply(to desk: CommandDesk, _ effects: Effects) async throws -> ProvisioningPlan {
    let now = effects.now()
    let command = ProvisionCommand(document.declaration) {
      .version7(at: now, random: effects.randomID())
    }
    let call = CommandCall(command: .provision(command), actor: Founding.systemActor)
    switch await desk.submit(call) {
    case .success(let receipt): return receipt.plan ?? ProvisioningPlan(steps: [])
    case .failure(.rejected(.declaration(let faults))):
      throw refusal(faults.map { ($0.path, $0.sentence) })
    case .failure(let failure):
      throw OperatorError(
        "\(path) was not applied (\(failure))", hint: "nothing was changed; try again")
    }
  }
}
