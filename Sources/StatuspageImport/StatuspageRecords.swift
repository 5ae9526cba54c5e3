package import StandardForms

/// A component or a group of components.
package struct StatuspageComponent: Hashable, Sendable {
  /// Its id.
  package let id: String
  /// Its name.
  package let name: String
  /// Whether it only groups others.
  package let isGroup: Bool
  /// The id of the group that it is in.
  package let groupID: String?

  init(_ json: JSONValue) throws(SkippedRecord.Reason) {
    id = try json.identity()
    name = try json.name()
    isGroup = json["group"] == .bool(true)
    groupID = json["group_id"]?.string
  }
}

/// An incident or a scheduled maintenance.
package struct StatuspageIncident: Hashable, Sendable {
  /// Its id.
  package let id: String
  /// Its name.
  package let name: String
  /// `none`, `minor`, `major`, `critical`, `maintenance`.
  package let impact: String?
  /// Its last status, such as `investigating`, `resolved`, `scheduled`.
  package let status: String
  /// When it was made.
  package let createdAt: Timestamp?
  /// When it was last changed.
  package let updatedAt: Timestamp?
  /// When it began.
  package let startedAt: Timestamp?
  /// When it was resolved.
  package let resolvedAt: Timestamp?
  /// When the page was first seen without it.
  package let unlistedAt: Timestamp?
  /// When a maintenance is to begin.
  package let scheduledFor: Timestamp?
  /// When a maintenance is to end.
  package let scheduledUntil: Timestamp?
  /// The components that it names.
  package let components: [Named]
  /// What was said, in the order of the file.
  package let updates: [Update]

  /// A component as an incident names it.
  package struct Named: Hashable, Sendable {
    /// The component's id.
    package let id: String
    /// The component's name, in an update `Group - Name`; empty if it is not told.
    package let name: String
    /// The status that an update tells of it.
    package let status: String?
  }

  /// Something that was said.
  package struct Update: Hashable, Sendable {
    /// Its id; empty if it has none.
    package let id: String
    /// The status that the incident took, such as `investigating`.
    package let status: String
    /// What was said.
    package let body: String
    /// When it was said, as the page shows it.
    package let shownAt: Timestamp?
    /// The components that it names, each with its new status.
    package let components: [Named]

    init(_ json: JSONValue) {
      id = json["id"]?.string ?? ""
      status = json["status"]?.string ?? ""
      body = json["body"]?.string ?? ""
      shownAt = json.time("display_at") ?? json.time("created_at")
      components = (json["affected_components"]?.array ?? []).compactMap {
        Named($0, id: "code", status: $0["new_status"]?.string)
      }
    }
  }

  init(_ json: JSONValue) throws(SkippedRecord.Reason) {
    id = try json.identity()
    name = try json.name()
    impact = json["impact"]?.string
    status = json["status"]?.string ?? ""
    createdAt = json.time("created_at")
    updatedAt = json.time("updated_at")
    startedAt = json.time("started_at")
    resolvedAt = json.time("resolved_at")
    unlistedAt = json.time("unlisted_at")
    scheduledFor = json.time("scheduled_for")
    scheduledUntil = json.time("scheduled_until")
    components = (json["components"]?.array ?? []).compactMap {
      Named($0, id: "id", status: nil)
    }
    updates = (json["incident_updates"]?.array ?? []).map(Update.init)
  }
}

extension StatuspageIncident.Named {
  fileprivate init?(_ json: JSONValue, id key: String, status: String?) {
    guard let id = json[key]?.string, !id.isEmpty else { return nil }
    self.init(id: id, name: json["name"]?.string ?? "", status: status)
  }
}

extension JSONValue {
  fileprivate func identity() throws(SkippedRecord.Reason) -> String {
    guard let id = self["id"]?.string, !id.isEmpty else { throw .noID }
    return id
  }

  fileprivate func name() throws(SkippedRecord.Reason) -> String {
    guard let name = self["name"]?.string, name.hasVisibleCharacter else { throw .noName }
    return name
  }

  fileprivate func time(_ key: String) -> Timestamp? {
    self[key]?.string.flatMap { Timestamp(rfc3339: $0) }
  }
}

extension String {
  /// Whether a character shows that is not white space.
  var hasVisibleCharacter: Bool {
    unicodeScalars.contains { !$0.properties.isWhitespace }
  }
}
