import StandardForms
import StatusDomain
import YAMLReading

/// Reads a document as a declaration and gathers all that is wrong with it.
///
/// Two forms are read, also mixed: ours, and that of the Sovereign Cloud Stack's reference
/// implementation, which writes `displayname` or `name` for a name and phases as mappings.
struct DeclarationReader: DocumentReader {
  private(set) var declaration = Declaration()
  private(set) var prunes = false
  var faults: [DocumentFault] = []
  /// Where the lists and their items stand, by path.
  private(set) var places: [String: Place] = [:]
  let isRequest: Bool

  /// - Parameter isRequest: whether it is a request's body, which says beside what is declared how
  ///   to apply it.
  init(_ root: DocumentNode?, isRequest: Bool) {
    self.isRequest = isRequest
    guard let root, !root.isNull else {
      fault(nil, "", Self.nothing)
      return
    }
    guard let members = members(root, "", known: Self.lists + (isRequest ? ["prune"] : []))
    else { return }
    if members.isEmpty, faults.isEmpty { fault(root.place, "", Self.nothing) }
    for member in members {
      places[member.key] = member.place
      switch member.key {
      case "impactTypes": declaration.impactTypes = impactTypes(member.value)
      case "components": declaration.components = components(member.value)
      case "severities": declaration.severities = severities(member.value)
      case "phases": declaration.phases = phases(member.value)
      case "prune": prunes = truth(member.value, "prune")
      case _: preconditionFailure("only known names are left")
      }
    }
  }

  private static let lists = ["impactTypes", "components", "phases", "severities"]
  private static let names = ["displayName", "displayname", "name"]
  private static let nothing = """
    it declares nothing: begin with one of \(lists.joined(separator: ", ")), such as \
    components: [{displayName: API}]
    """
}

extension DeclarationReader {
  private mutating func components(_ node: DocumentNode) -> [DeclaredComponent] {
    var seen = Seen()
    return items(node, "components", countMax: Limits.componentsMax) { reader, item, path in
      let known = ["id", "key", "labels"] + Self.names
      guard let members = reader.members(item, path, known: known) else { return nil }
      let name = reader.name(members, item, path)
      let (id, key) = reader.identity(members, path) as (ComponentID?, DeclarationKey?)
      let labels = members.named("labels").flatMap { reader.labels($0.value, path + ".labels") }
      reader.check(&seen, item, path, name, id?.uuid, key)
      return name.map { DeclaredComponent(id: id, key: key, name: $0, labels: labels) }
    }
  }

  private mutating func impactTypes(_ node: DocumentNode) -> [DeclaredImpactType] {
    var seen = Seen()
    return items(node, "impactTypes", countMax: Limits.impactTypesMax) { reader, item, path in
      let known = ["id", "key", "description"] + Self.names
      guard let members = reader.members(item, path, known: known) else { return nil }
      let name = reader.name(members, item, path)
      let (id, key) = reader.identity(members, path) as (ImpactTypeID?, DeclarationKey?)
      let description = members.named("description").flatMap { member in
        reader.value(member.value, path + ".description") { text throws(Rule) in
          try StatusDomain.Description(text)
        }
      }
      reader.check(&seen, item, path, name, id?.uuid, key)
      return name.map {
        DeclaredImpactType(id: id, key: key, name: $0, description: description)
      }
    }
  }

  private mutating func severities(_ node: DocumentNode) -> [DeclaredSeverity] {
    var names: [String: Place?] = [:]
    var values: [Int: Place?] = [:]
    let list: [DeclaredSeverity] = items(node, "severities", countMax: BandEnd.last) {
      reader, item, path in
      let known = ["value"] + Self.names
      guard let members = reader.members(item, path, known: known) else { return nil }
      let name = reader.name(members, item, path)
      let value = reader.bandEnd(members, item, path)
      if let name, let first = names.updateValue(item.place, forKey: name.text) {
        reader.fault(item.place, path, "the name stands twice\(reader.also(first))")
      }
      if let value, let first = values.updateValue(item.place, forKey: value.value) {
        reader.fault(
          item.place, path, "the value \(value.value) stands twice\(reader.also(first))")
      }
      guard let name, let value else { return nil }
      return DeclaredSeverity(name: name, value: value)
    }
    if case .list(let elements) = node.content, !elements.isEmpty,
      values[BandEnd.last] == nil, list.count == elements.count
    {
      fault(node.place, "severities", "one must have the value 100, which closes the scale")
    }
    return list
  }

  private mutating func phases(_ node: DocumentNode) -> PhaseNames? {
    var seen: [String: Place?] = [:]
    let names: [Name] = items(node, "phases", countMax: Limits.phasesMax) { reader, item, path in
      var name: Name?
      if case .members = item.content {
        guard let members = reader.members(item, path, known: Self.names) else { return nil }
        name = reader.name(members, item, path)
      } else {
        name = reader.value(item, path) { text throws(Rule) in try Name(text) }
      }
      if let name, let first = seen.updateValue(item.place, forKey: name.text) {
        reader.fault(item.place, path, "the name stands twice\(reader.also(first))")
      }
      return name
    }
    guard case .list(let elements) = node.content else { return nil }
    if elements.isEmpty { fault(node.place, "phases", "there must be at least one") }
    return try? PhaseNames(names)
  }
}

extension DeclarationReader {
  /// The names, keys and identities that a list has had so far.
  private struct Seen {
    var names: [String: Place?] = [:]
    var identities: [UUIDValue: Place?] = [:]
    var keys: [DeclarationKey: Place?] = [:]
  }

  /// No thing is declared twice: not by identity, not by key, not by a name alone.
  private mutating func check(
    _ seen: inout Seen, _ item: DocumentNode, _ path: String, _ name: Name?, _ id: UUIDValue?,
    _ key: DeclarationKey?
  ) {
    if let id, let first = seen.identities.updateValue(item.place, forKey: id) {
      fault(item.place, path, "the id stands twice\(also(first))")
    }
    if let key, let first = seen.keys.updateValue(item.place, forKey: key) {
      fault(item.place, path, "the key \(quoted(key.text)) stands twice\(also(first))")
    }
    guard let name, id == nil, key == nil else { return }
    if let first = seen.names.updateValue(item.place, forKey: name.text) {
      fault(
        item.place, path,
        "the name \(quoted(name.text)) stands twice\(also(first)): tell them apart by key or id")
    }
  }

  private mutating func items<Item>(
    _ node: DocumentNode, _ path: String, countMax: Int,
    _ read: (inout Self, DocumentNode, String) -> Item?
  ) -> [Item] {
    guard case .list(let elements) = node.content else {
      fault(node.place, path, "it must be a list, not \(node.kind): write [] for an empty one")
      return []
    }
    guard elements.count <= countMax else {
      fault(node.place, path, Rule.tooMany(max: countMax).sentence)
      return []
    }
    var items: [Item] = []
    for (index, element) in elements.enumerated() {
      let path = "\(path)[\(index)]"
      places[path] = element.place
      if let item = read(&self, element, path) { items.append(item) }
    }
    return items
  }

}

extension DeclarationReader {
  private mutating func name(
    _ members: [DocumentNode.Member], _ item: DocumentNode, _ path: String
  ) -> Name? {
    let given = members.filter { Self.names.contains($0.key) }
    guard let first = given.first else {
      fault(item.place, path, "displayName must be given")
      return nil
    }
    if given.count > 1 {
      let names = given.map(\.key).joined(separator: " and ")
      fault(given[1].place, path, "\(names) say the same: leave one out")
    }
    return value(first.value, path + "." + first.key) { text throws(Rule) in try Name(text) }
  }

  private mutating func identity<Subject>(
    _ members: [DocumentNode.Member], _ path: String
  ) -> (ID<Subject>?, DeclarationKey?) {
    var id: ID<Subject>?
    if let member = members.named("id"), let text = text(member.value, path + ".id") {
      id = ID(text)
      if id == nil { fault(member.value.place, path + ".id", "it must be a UUID") }
    }
    let key = members.named("key").flatMap { member in
      value(member.value, path + ".key") { text throws(Rule) in try DeclarationKey(text) }
    }
    return (id, key)
  }

  private mutating func labels(_ node: DocumentNode, _ path: String) -> Labels? {
    guard case .members(let members) = node.content else {
      fault(node.place, path, "it must be a mapping, not \(node.kind): write {} for no labels")
      return nil
    }
    var labels: [String: String] = [:]
    for member in members {
      if let text = text(member.value, path + "." + member.key) { labels[member.key] = text }
    }
    do throws(LabelFault) {
      return try Labels(labels)
    } catch {
      let member = members.first { $0.key == error.key }
      fault(
        member?.place ?? node.place, path + (error.key.map { "." + $0 } ?? ""),
        error.rule.sentence)
      return nil
    }
  }

  private mutating func bandEnd(
    _ members: [DocumentNode.Member], _ item: DocumentNode, _ path: String
  ) -> BandEnd? {
    guard let member = members.named("value") else {
      fault(item.place, path, "value must be given")
      return nil
    }
    guard case .integer(let number) = member.value.content else {
      fault(
        member.value.place, path + ".value",
        "it must be a whole number from 1 to 100, not \(member.value.kind)")
      return nil
    }
    do throws(Rule) {
      return try BandEnd(number)
    } catch {
      fault(member.value.place, path + ".value", error.sentence)
      return nil
    }
  }

  private mutating func truth(_ node: DocumentNode, _ path: String) -> Bool {
    guard case .other(let words) = node.content, words == "true" || words == "false" else {
      fault(node.place, path, "it must be true or false")
      return false
    }
    return words == "true"
  }

  /// A text, read by `read`.
  private mutating func value<Value>(
    _ node: DocumentNode, _ path: String, _ read: (String) throws(Rule) -> Value
  ) -> Value? {
    guard let text = text(node, path) else { return nil }
    do throws(Rule) {
      return try read(text)
    } catch {
      fault(node.place, path, error.sentence)
      return nil
    }
  }
}
