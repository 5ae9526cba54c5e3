import Provisioning
import StandardForms
import YAMLReading

extension DeclarationDocument {
  /// Reads the body of a POST.
  init(payload body: [UInt8]) throws(Problem) {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: body)
    } catch {
      throw Problem(error)
    }
    do throws(DocumentFaults) {
      try self.init(request: json)
    } catch {
      throw Problem(
        .invalid,
        error.faults.map { fault in
          Problem.Fault(
            field: fault.path.isEmpty ? "$" : "$." + fault.path, detail: fault.reason)
        })
    }
  }
}
