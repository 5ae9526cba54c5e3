import StandardForms
import StatusDomain

/// What stands for a text that was erased where the API must show one.
let withheldText = "(withheld)"

extension JSONWriter {
  mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  mutating func member(_ name: String, _ number: some BinaryInteger) {
    key(name)
    integer(number)
  }

  mutating func member(_ name: String, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// A time that is always there: `null` if it is not set.
  mutating func member(_ name: String, _ time: Timestamp?) {
    key(name)
    if let time { string(time.rfc3339) } else { null() }
  }

  /// A text that must be there.
  mutating func required(_ name: String, _ text: Text) {
    member(name, text.known ?? withheldText)
  }

  /// A text that is left out where there is none, or none any more.
  mutating func optional(_ name: String, _ text: Text?) {
    if let text = text?.known { member(name, text) }
  }

  mutating func list<Element>(
    _ name: String, _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  /// Any JSON value, as it was read.
  mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .integer(let number): integer(number)
    case .number(let number): raw("\(number)".utf8)
    case .string(let text): string(text)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(member.key)
        self.value(member.value)
      }
      endObject()
    }
  }

  /// `{"data": …}`, written by `write`.
  static func data(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("data")
    write(&json)
    json.endObject()
    return json.bytes
  }

  /// `{"data": […]}` with each element written by `write`.
  static func dataList<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) -> [UInt8] {
    data { json in
      json.beginArray()
      for element in elements { write(&json, element) }
      json.endArray()
    }
  }
}
