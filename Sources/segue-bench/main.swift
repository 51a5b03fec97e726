import Glibc

// The benchmarks: `segue-bench SUBJECT [--json]`. Without a subject, all of them. Speeds are ratios against a peer or a
// limit in one run where that can be had: machines are noisy.

let subjects: [(name: String, run: (Bool) -> Void)] = [
  ("engine", benchEngine), ("sync", benchSync), ("analysis", benchAnalysis), ("sections", benchSections),
  ("library", benchLibrary), ("recue", benchRecue),
  ("suggest", benchSuggest), ("screen", benchScreen),
]

let words = CommandLine.arguments.dropFirst()
let json = words.contains("--json")
let wanted = words.filter { $0 != "--json" }
for word in wanted where !subjects.contains(where: { $0.name == word }) {
  print("segue-bench: “\(word)” is no subject: \(subjects.map(\.name).joined(separator: ", "))")
  exit(2)
}
for subject in subjects where wanted.isEmpty || wanted.contains(subject.name) { subject.run(json) }
