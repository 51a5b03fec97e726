import Platform

/// The name of a value's case.
package func caseName<Value>(_ value: Value) -> String {
  String("\(value)".prefix { $0.isLetter || $0.isNumber })
}

/// The names of all cases of an enumeration, as its source has them: what no value can tell. Empty where the file has
/// no such one.
/// - Parameter file: its path in the repository.
package func caseNames(of type: String, in file: String) -> [String] {
  let checkout = String(#filePath.dropLast("Tests/Support/CaseNames.swift".count))
  let lines = (textFile(checkout + file) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
  guard let start = lines.firstIndex(where: { $0.hasPrefix("package enum \(type):") }),
    let end = lines[start...].firstIndex(of: "}")
  else { return [] }
  return lines[start..<end].filter { $0.hasPrefix("  case ") }.flatMap { line in
    // What stands in parentheses is a value's.
    var depth = 0
    let names = line.dropFirst("  case ".count).filter { letter in
      if letter == "(" { depth += 1 }
      if letter == ")" { depth -= 1 }
      return depth == 0 && letter != ")" && letter != " "
    }
    return names.split(separator: ",").map(String.init)
  }
}
