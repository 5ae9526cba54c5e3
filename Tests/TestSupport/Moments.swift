package import StandardForms

/// The moment at which every test begins: 2026-01-01T00:00:00Z.
package let t0 = Timestamp(microseconds: 1_767_225_600_000_000)

/// `count` minutes after `t0`; before it, if negative.
package func minute(_ count: Int64) -> Timestamp {
  Timestamp(microseconds: t0.microseconds + count * 60_000_000)
}
