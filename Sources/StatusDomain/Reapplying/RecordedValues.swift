// Recorded values as values of a command again. What was recorded keeps the rules; an orphan comes
// from outside, and may be anything.

extension Name {
  init(recorded text: Text) throws(Rejection) {
    let text = try text.present("texts.name")
    do throws(Rule) {
      try self.init(text)
    } catch {
      throw .invalid(field: "texts.name", rule: error)
    }
  }
}

extension Description {
  init(recorded text: Text) throws(Rejection) {
    let text = try text.present("texts.description")
    do throws(Rule) {
      try self.init(text)
    } catch {
      throw .invalid(field: "texts.description", rule: error)
    }
  }
}

extension Labels {
  init(recorded values: [String: String]) throws(Rejection) {
    do throws(LabelFault) {
      try self.init(values)
    } catch {
      throw .invalid(
        field: error.key.map { "facts.labels.\($0)" } ?? "facts.labels", rule: error.rule)
    }
  }
}

extension ImpactList {
  init(recorded impacts: [Impact]) throws(Rejection) {
    do throws(ElementFault) {
      try self.init(impacts)
    } catch {
      throw .invalid(
        field: error.index.map { "facts.affects[\($0)]" } ?? "facts.affects", rule: error.rule)
    }
  }
}

extension BandEnd {
  init(recorded value: Int) throws(Rejection) {
    do throws(Rule) {
      try self.init(Int64(value))
    } catch {
      throw .invalid(field: "facts.value", rule: error)
    }
  }
}

extension PhaseNames {
  init(recorded texts: [Text]) throws(Rejection) {
    var names: [Name] = []
    for text in texts { names.append(try Name(recorded: text)) }
    do throws(Rule) {
      try self.init(names)
    } catch {
      throw .invalid(field: "texts.names", rule: error)
    }
  }
}

extension Change {
  /// What sets a text that is there, or takes it away.
  init(_ text: Text?, _ read: (Text) throws(Rejection) -> Value) throws(Rejection) {
    if let text { self = .set(try read(text)) } else { self = .clear }
  }
}

extension Text {
  /// The text, which nobody can record anew once it is erased.
  fileprivate func present(_ field: String) throws(Rejection) -> String {
    guard let known else { throw .invalid(field: field, rule: .required) }
    return known
  }
}
