/// A JSON value (RFC 8259) as it was read: members keep their order, integers stay exact.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction that fits 64 bits; `5.0` and `5e0` read as 5.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// Members in the order of the text; no key occurs twice.
  case object([JSONMember])

  /// The value of the member `key`; `nil` where there is none or this is no object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text of a string; `nil` for anything else.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number of an integer; `nil` for anything else.
  package var integer: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }

  /// The elements of an array; `nil` for anything else.
  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object; `nil` for anything else.
  package var members: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }
}

/// One name and value of a JSON object.
package struct JSONMember: Hashable, Sendable {
  /// The name.
  package let key: String
  /// The value.
  package let value: JSONValue

  /// The member `key` with `value`.
  package init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}

/// Why a text is not JSON that we read.
package struct JSONError: Error, Hashable, Sendable {
  /// Where, as a JSON path: `$`, `$.affects[0].type`.
  package let path: String
  /// Where, in bytes from the start of the text.
  package let offset: Int
  /// What is wrong, as half a sentence without a full stop.
  package let reason: String
}
