import Glibc

// The benchmarks: `segue-bench SUBJECT [--json]`. Without a subject, all of them. Speeds are ratios against a peer or a
// limit in one run where that can be had: machines are noisy. `fuzz [N] [FORMAT …]` runs only when it is asked for.

let subjects: [(name: String, run: (Bool) -> Void)] = [
  ("engine", benchEngine), ("sync", benchSync), ("analysis", benchAnalysis), ("library", benchLibrary),
  ("suggest", benchSuggest), ("screen", benchScreen), ("fuzz", benchFuzz),
]

let words = CommandLine.arguments.dropFirst()
let json = words.contains("--json")
let wanted = words.filter { $0 != "--json" }
let isFuzz = wanted.first == "fuzz"
for word in wanted where !isFuzz && !subjects.contains(where: { $0.name == word }) {
  print("segue-bench: “\(word)” is no subject: \(subjects.map(\.name).joined(separator: ", "))")
  exit(2)
}
for subject in subjects where wanted.isEmpty ? subject.name != "fuzz" : wanted.contains(subject.name) {
  subject.run(json)
}
