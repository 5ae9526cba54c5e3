package import StandardForms

extension Limits {
  /// Frames of a question to the authenticator: its envelope, what RFC 27 lists, and as many
  /// credentials as the longest mechanism has, with room to spare (I11).
  package static let authenticationFramesMax = 16

  /// Questions that wait for the authenticator; each comes from a connection that is being made
  /// (I11).
  package static let authenticationHighWaterMark: Int32 = 1000

  /// How long a socket tries to listen anew at its own address, in milliseconds: libzmq gives the
  /// address back on a thread of its own, within one as a rule (I11).
  package static let rebindMillisecondsMax: Int32 = 1000

  /// Bytes of the name of a domain (RFC 27, "domain").
  package static let securityDomainBytesMax = 255
}
