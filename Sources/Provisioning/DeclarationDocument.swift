package import StandardForms
package import StatusDomain
package import YAMLReading

/// A declaration as it was read, with the places of its parts.
package struct DeclarationDocument: Hashable, Sendable {
  /// What is declared.
  package let declaration: Declaration
  /// Whether what is not declared is to be retired: a request can say so, a file cannot.
  package let prunes: Bool
  /// Where the lists and their items stand, by path: `components[3]`.
  package let places: [String: Place]

  /// Reads a YAML file.
  /// - Throws: `DocumentFaults` with all that is wrong with it, each with its place.
  package init(yaml bytes: [UInt8]) throws(DocumentFaults) {
    let document: YAMLDocument
    do throws(DocumentFault) {
      document = try YAMLDocument(bytes, bytesMax: Limits.declarationBytesMax)
    } catch {
      throw DocumentFaults([error])
    }
    try self.init(
      DeclarationReader(document.root, isRequest: false), afterReading: document.faults)
  }

  /// Reads the body of a request.
  /// - Throws: `DocumentFaults` with all that is wrong with it.
  package init(request json: JSONValue) throws(DocumentFaults) {
    try self.init(DeclarationReader(DocumentNode(json), isRequest: true))
  }

  private init(
    _ reader: DeclarationReader, afterReading faults: [DocumentFault] = []
  ) throws(DocumentFaults) {
    if let all = DocumentFaults(ofText: faults, ofMeaning: reader.faults) { throw all }
    declaration = reader.declaration
    prunes = reader.prunes
    places = reader.places
  }
}

extension Declaration {
  /// The declaration as the body of a request, its things in their order.
  /// - Parameter prunes: whether what is not declared is to be retired.
  package func request(prunes: Bool) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if prunes {
      json.key("prune")
      json.bool(true)
    }
    json.list("impactTypes", impactTypes) { json, type in
      json.member("id", type.id?.text)
      json.member("key", type.key?.text)
      json.member("displayName", type.name.text)
      json.member("description", type.description?.text)
    }
    json.list("components", components) { json, component in
      json.member("id", component.id?.text)
      json.member("key", component.key?.text)
      json.member("displayName", component.name.text)
      json.labels(component.labels)
    }
    json.list("severities", severities) { json, severity in
      json.member("displayName", severity.name.text)
      json.key("value")
      json.integer(severity.value.value)
    }
    if let phases {
      json.key("phases")
      json.beginArray()
      for name in phases.names { json.string(name.text) }
      json.endArray()
    }
    json.endObject()
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func list<Item>(
    _ name: String, _ items: [Item]?, _ write: (inout JSONWriter, Item) -> Void
  ) {
    guard let items else { return }
    key(name)
    beginArray()
    for item in items {
      beginObject()
      write(&self, item)
      endObject()
    }
    endArray()
  }

  fileprivate mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    string(text)
  }

  fileprivate mutating func labels(_ labels: Labels?) {
    guard let labels else { return }
    key("labels")
    beginObject()
    for (key, value) in labels.values.sorted(by: { $0.key < $1.key }) { member(key, value) }
    endObject()
  }
}
