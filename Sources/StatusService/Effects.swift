package import EventLog
package import StandardForms

/// The few things that the shell takes from the world and tests replace.
package struct Effects: Sendable {
  /// The present moment.
  package var now: @Sendable () -> Timestamp
  /// 128 random bits, for identities.
  package var randomID: @Sendable () -> UInt128
  /// 32 bytes from a cryptographic generator, for salts and secrets.
  package var randomBytes32: @Sendable () -> [UInt8]

  /// Effects of these parts.
  package init(
    now: @escaping @Sendable () -> Timestamp, randomID: @escaping @Sendable () -> UInt128,
    randomBytes32: @escaping @Sendable () -> [UInt8]
  ) {
    self.now = now
    self.randomID = randomID
    self.randomBytes32 = randomBytes32
  }
}

extension Effects {
  /// A fresh salt for one part of a payload.
  package func randomSalt() -> Digest {
    guard let salt = Digest(bytes: randomBytes32()) else {
      preconditionFailure("randomBytes32 gives 32 bytes")
    }
    return salt
  }
}
