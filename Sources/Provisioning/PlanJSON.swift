package import StandardForms
package import StatusDomain

extension ProvisioningPlan {
  /// Writes the plan as a JSON object: how many steps of each action, and the steps.
  package func write(to json: inout JSONWriter) {
    json.beginObject()
    for action in Action.allCases {
      json.key(action.rawValue)
      json.integer(count(action))
    }
    json.key("steps")
    json.beginArray()
    for step in steps { step.write(to: &json) }
    json.endArray()
    json.endObject()
  }

  /// Reads back what `write` wrote; `nil` for anything else.
  package init?(_ json: JSONValue) {
    guard let elements = json["steps"]?.array else { return nil }
    var steps: [Step] = []
    for element in elements {
      guard let step = Step(element) else { return nil }
      steps.append(step)
    }
    self.init(steps: steps)
  }
}

extension ProvisioningPlan.Step {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.key("action")
    json.string(action.rawValue)
    json.key("kind")
    json.string(kind.rawValue)
    if let name {
      json.key("displayName")
      json.string(name)
    }
    if let id {
      json.key("id")
      json.string(id.text)
    }
    json.key("changes")
    json.beginArray()
    for difference in differences {
      json.beginObject()
      json.key("field")
      json.string(difference.field)
      json.value("old", difference.old)
      json.value("new", difference.new)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  fileprivate init?(_ json: JSONValue) {
    guard let action = json["action"]?.string.flatMap(ProvisioningPlan.Action.init(rawValue:)),
      let kind = json["kind"]?.string.flatMap(ProvisioningPlan.Kind.init(rawValue:)),
      let changes = json["changes"]?.array
    else { return nil }
    var differences: [ProvisioningPlan.Difference] = []
    for change in changes {
      guard let field = change["field"]?.string else { return nil }
      differences.append(.init(field, .init(change["old"]), .init(change["new"])))
    }
    self.init(
      kind: kind, action: action, name: json["displayName"]?.string,
      id: json["id"]?.string.flatMap { UUIDValue($0) }, differences: differences)
  }
}

extension ProvisioningPlan.Value {
  fileprivate init?(_ json: JSONValue?) {
    switch json {
    case .string(let text)?: self = .text(text)
    case .integer(let number)?: self = .number(Int(clamping: number))
    case .null?, .bool?, .number?, .array?, .object?, nil: return nil
    }
  }
}

extension JSONWriter {
  /// Left out where there is none.
  fileprivate mutating func value(_ name: String, _ value: ProvisioningPlan.Value?) {
    switch value {
    case .text(let text)?:
      key(name)
      string(text)
    case .number(let number)?:
      key(name)
      integer(number)
    case nil: break
    }
  }
}
