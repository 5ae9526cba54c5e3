import ReadModel
import StandardForms
import StatusDomain

extension Representation {
  /// All tokens, oldest first, without their texts; `version` is the position.
  static func tokens(_ access: AccessBoard, version: Int64) -> Representation {
    let body = JSONWriter.dataList(access.sortedTokens) { json, token in
      json.beginObject()
      json.member("id", token.id.text)
      json.required("displayName", token.name)
      json.member("role", token.role.rawValue)
      json.member("createdAt", token.issuedAt)
      json.member("expiresAt", token.expiresAt)
      json.endObject()
    }
    return Representation(body: body, version: version)
  }
}
