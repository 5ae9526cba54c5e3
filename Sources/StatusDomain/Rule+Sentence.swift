extension Rule {
  /// What must be, as half a sentence.
  package var sentence: String {
    switch self {
    case .required: "it must be given"
    case .empty: "it must hold a character that is not white space"
    case .tooLong(let bytesMax): "it must be at most \(bytesMax) bytes of UTF-8 long"
    case .tooMany(let max): "there must be at most \(max)"
    case .outOfRange(let min, let max): "it must lie between \(min) and \(max)"
    case .unknownReference: "it refers to nothing that exists"
    case .duplicate: "it stands there a second time"
    case .endBeforeBegin: "it must not lie before the begin"
    case .maintenanceNeedsWindow: "maintenance (severity 0) needs beganAt and endedAt"
    case .notClearable: "it can be changed, but not taken away"
    case .nameOrDescriptionNeeded: "one of displayName and description must be there"
    case .sourceOfAnotherKind: "it is the source of something of another kind"
    }
  }
}
