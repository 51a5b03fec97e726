import Glibc

// The benchmarks: `segue-bench SUBJECT [--json]`. Without a subject, all of them. Speeds are ratios against a peer or a
// limit in one run where that can be had: machines are noisy. `vocals` needs a folder of music and runs by itself.

let subjects: [(name: String, run: (Bool) -> Void)] = [
  ("engine", benchEngine), ("sync", benchSync), ("analysis", benchAnalysis), ("library", benchLibrary),
  ("suggest", benchSuggest), ("screen", benchScreen),
]

let words = CommandLine.arguments.dropFirst()
if words.first == "vocals" {
  guard let folder = words.dropFirst().first(where: { !$0.hasPrefix("--") }) else {
    print("segue-bench vocals FOLDER [--features]: a folder of tracks with vocal stems")
    exit(2)
  }
  benchVocals(folder: folder, features: words.contains("--features"))
  exit(0)
}
let json = words.contains("--json")
let wanted = words.filter { $0 != "--json" }
for word in wanted where !subjects.contains(where: { $0.name == word }) {
  print("segue-bench: “\(word)” is no subject: \(subjects.map(\.name).joined(separator: ", "))")
  exit(2)
}
for subject in subjects where wanted.isEmpty || wanted.contains(subject.name) { subject.run(json) }
