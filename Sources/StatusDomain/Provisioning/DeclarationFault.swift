package import StandardForms

/// Why a declaration cannot be applied to what the node has, and to which part that is due.
package struct DeclarationFault: Hashable, Sendable {
  /// The part of the declaration: `components[3]`, `severities`.
  package let path: String
  /// What is wrong.
  package let reason: Reason

  /// That the part at `path` cannot be applied for `reason`.
  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// What can stand against a declaration.
  package enum Reason: Hashable, Sendable {
    /// It says the same as the part at `path`, or is about the same thing.
    case duplicate(of: String)
    /// Nothing of this kind has the identity that it names.
    case unknownID
    /// Its key belongs to this other thing.
    case keyOfAnother(UUIDValue)
    /// It has neither identity nor a known key, and these could be meant.
    case ambiguous([UUIDValue])
    /// This thing has the name, but another key.
    case nameHasKey(String, UUIDValue)
    /// A severity that is not declared has the name.
    case nameInUse(String)
    /// The severity of this name, which is not declared, has the value.
    case valueInUse(by: String)
    /// No severity has the value 100.
    case scaleNotClosed
    /// Severities change places, and there is no free value to do it over.
    case noFreeValue
    /// The severity of this name has the value 100: it is never taken away.
    case lastBand(String)
    /// So many incidents that are open or planned, of which this is the first, refer to the thing
    /// of this name, which is not declared.
    case inUse(String, by: IncidentID, count: Int)
    /// There would be more than there may be.
    case tooMany(max: Int)
    /// It takes so many changes of so many things, more than are recorded at once.
    case tooManyChanges(Int, things: Int, prunes: Bool)
    /// It retires so many things, more than are recorded at once.
    case tooManyRetired(Int)
  }

  /// What is wrong and how to settle it, as half a sentence.
  package var sentence: String {
    switch reason {
    case .duplicate(let path): "it is about the same as \(path): leave one out"
    case .unknownID: "nothing here has this id: correct it, or leave it out"
    case .keyOfAnother(let id):
      "the key belongs to \(id.text) and the id names another thing: leave one of them out"
    case .ambiguous(let ids):
      "\(Self.list(ids)) could be meant: give the id of the right one"
    case .nameHasKey(let key, let id):
      """
      \(id.text) has this name and the key \(quoted(key)): declare that one too, or give its id \
      here if it is to get this key
      """
    case .nameInUse(let name):
      "the severity \(quoted(name)), which is not declared, keeps this name: declare or prune it"
    case .valueInUse(let name):
      "the severity \(quoted(name)), which is not declared, keeps this value: declare or prune it"
    case .scaleNotClosed: "one must have the value 100, which closes the scale"
    case .noFreeValue:
      "the values change places, and none is free to do it over: do it in two steps"
    case .lastBand(let name):
      "\(quoted(name)) closes the scale with the value 100 and is never taken away: declare it"
    case .inUse(let name, let incident, count: 1):
      """
      \(quoted(name)) is not declared, and the incident \(incident.text), open or planned, refers \
      to it: declare it, or end the incident first
      """
    case .inUse(let name, let incident, let count):
      """
      \(quoted(name)) is not declared, and \(count) incidents, open or planned, refer to it, such \
      as \(incident.text): declare it, or end them first
      """
    case .tooMany(let max): "there may be at most \(max)"
    case .tooManyChanges(let count, let things, let prunes):
      """
      it takes \(count) changes of \(things) things (a thing's key is a change beside it), and at \
      most \(Limits.provisionedEventsMax) are recorded at once: declare it in parts\
      \(prunes ? " without pruning, and at last as a whole with it" : "")
      """
    case .tooManyRetired(let count):
      """
      it retires \(count) things, and at most \(Limits.provisionedEventsMax) changes are recorded \
      at once: leave some of them declared at first
      """
    }
  }

  private static func list(_ ids: [UUIDValue]) -> String {
    let shown = ids.prefix(5).map(\.text).joined(separator: ", ")
    return ids.count > 5 ? "\(ids.count) things (\(shown) …)" : shown
  }
}
