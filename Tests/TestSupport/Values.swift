package import StandardForms
package import StatusDomain

extension ID {
  /// The identity of the n-th thing of its kind.
  package static func number(_ n: Int) -> Self { ID(UUIDValue(UInt128(n))) }
}

extension Name: ExpressibleByStringLiteral {
  /// A name as a test writes it down.
  package init(stringLiteral text: String) { self = valid { () throws(Rule) in try Name(text) } }
}

extension Description: ExpressibleByStringLiteral {
  /// A description as a test writes it down.
  package init(stringLiteral text: String) {
    self = valid { () throws(Rule) in try Description(text) }
  }
}

extension Source: ExpressibleByStringLiteral {
  /// A source as a test writes it down.
  package init(stringLiteral text: String) { self.init(recorded: text) }
}

extension DeclarationKey: ExpressibleByStringLiteral {
  /// A key as a test writes it down.
  package init(stringLiteral text: String) { self.init(recorded: text) }
}

extension Text: ExpressibleByStringLiteral {
  /// A known text.
  package init(stringLiteral text: String) { self = .known(text) }
}

extension ImpactSeverity: ExpressibleByIntegerLiteral {
  /// A severity as a test writes it down.
  package init(integerLiteral value: Int64) {
    self = valid { () throws(Rule) in try ImpactSeverity(value) }
  }
}

extension BandEnd: ExpressibleByIntegerLiteral {
  /// The upper end of a band as a test writes it down.
  package init(integerLiteral value: Int64) {
    self = valid { () throws(Rule) in try BandEnd(value) }
  }
}

extension Labels: ExpressibleByDictionaryLiteral {
  /// Labels as a test writes them down.
  package init(dictionaryLiteral labels: (String, String)...) {
    self = valid { () throws(LabelFault) in
      try Labels(Dictionary(uniqueKeysWithValues: labels))
    }
  }
}

extension PhaseNames: ExpressibleByArrayLiteral {
  /// A list of phases as a test writes it down.
  package init(arrayLiteral names: Name...) {
    self = valid { () throws(Rule) in try PhaseNames(names) }
  }
}

extension ImpactList: ExpressibleByArrayLiteral {
  /// Impacts as a test writes them down.
  package init(arrayLiteral impacts: Impact...) {
    self = valid { () throws(ElementFault) in try ImpactList(impacts) }
  }
}

extension Impact {
  /// That the n-th component is affected, by the first impact type, in a middling way.
  package static func on(_ component: Int, type: Int = 1, _ severity: ImpactSeverity = 50) -> Impact
  {
    Impact(component: .number(component), type: .number(type), severity: severity)
  }
}

extension UpdateDraft {
  /// What a test says about an incident.
  package static func saying(
    _ name: Name? = "Investigating", _ description: Description? = nil, at time: Timestamp? = nil
  ) -> UpdateDraft {
    valid { () throws(Rule) in
      try UpdateDraft(name: name, description: description, createdAt: time)
    }
  }
}

/// A value that the test itself wrote down and that therefore keeps the rules.
package func valid<Value, Fault: Error>(_ make: () throws(Fault) -> Value) -> Value {
  do {
    return try make()
  } catch {
    preconditionFailure("the fixture breaks a rule: \(error)")
  }
}
