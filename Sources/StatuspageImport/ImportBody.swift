import StandardForms

/// The body of one request to the bulk API: `{"items":[…]}`.
package struct ImportBody: Hashable, Sendable {
  /// The JSON.
  package let bytes: [UInt8]
  /// The source of each item, in order, so that an answer can be told by name.
  package let sources: [String]
}

extension ImportPlan {
  /// All items in the order in which they must be sent, as bodies of at most `itemsMax` items and
  /// `bytesMax` bytes. An item that is larger on its own gets a body of its own.
  package func bodies(itemsMax: Int, bytesMax: Int) -> [ImportBody] {
    var bodies: [ImportBody] = []
    var items: [[UInt8]] = []
    var sources: [String] = []
    var size = 0
    func close() {
      guard !items.isEmpty else { return }
      bodies.append(ImportBody(bytes: Self.body(items), sources: sources))
      (items, sources, size) = ([], [], 0)
    }
    for (source, item) in encodedItems {
      // Beside the items: {"items":[]} and a comma before each but the first.
      if items.count == itemsMax || size + item.count + 13 > bytesMax { close() }
      items.append(item)
      sources.append(source)
      size += item.count + 1
    }
    close()
    return bodies
  }

  private var encodedItems: [(source: String, item: [UInt8])] {
    components.map { ($0.source, Self.encode($0.write)) }
      + impactTypes.map { ($0.source, Self.encode($0.write)) }
      + incidents.map { ($0.source, Self.encode($0.write)) }
  }

  private static func encode(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    write(&json)
    return json.bytes
  }

  private static func body(_ items: [[UInt8]]) -> [UInt8] {
    encode { json in
      json.beginObject()
      json.key("items")
      json.beginArray()
      for item in items { json.raw(item) }
      json.endArray()
      json.endObject()
    }
  }
}
