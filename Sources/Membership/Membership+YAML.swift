import StandardForms
package import YAMLReading

extension Membership {
  /// Reads `cluster.yaml`.
  /// - Throws: `DocumentFaults` with all that is wrong with it, each with its place and what to do.
  package init(yaml bytes: [UInt8]) throws(DocumentFaults) {
    let document: YAMLDocument
    do throws(DocumentFault) {
      document = try YAMLDocument(bytes, bytesMax: Limits.membershipBytesMax)
    } catch {
      throw DocumentFaults([error])
    }
    let reader = MembershipReader(document.root)
    if let all = DocumentFaults(ofText: document.faults, ofMeaning: reader.faults) { throw all }
    guard let membership = reader.membership else {
      preconditionFailure("what has no fault is a membership")
    }
    self = membership
  }
}
