/// Prints the figures of a subject: one object of JSON on one line, its keys with their units, or a table. What was not
/// measured is null.
func printFigures(_ subject: String, _ figures: [(String, Double?)], json: Bool) {
  func text(_ value: Double?) -> String? {
    value.flatMap { $0.isFinite ? "\(($0 * 1000).rounded() / 1000)" : nil }
  }
  if json {
    print("{" + figures.map { "\"\($0)\": \(text($1) ?? "null")" }.joined(separator: ", ") + "}")
  } else {
    for (name, value) in figures { print("\(subject)  \(name)  \(text(value) ?? "not measured")") }
  }
}
