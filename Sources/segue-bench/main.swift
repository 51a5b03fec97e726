import Glibc

// The benchmarks: `segue-bench SUBJECT [--json]`, `curves --svg FOLDER`, `keylock --svg FOLDER`, `taste --svg FILE`,
// `library --million`, `transitions --pairs N --only con_,lmms_`. Without a subject, all of them. Speeds are ratios
// against a peer or a limit in one run where that can be had: machines are noisy. `vocals` needs a folder of music,
// `soak` and `radio` real time and `fuzz [N] [FORMAT …]` patience: each by itself.

let subjects: [(name: String, run: (Bool) -> Void)] = [
  ("engine", benchEngine), ("sync", benchSync),
  ("keylock", { benchKeyLock(json: $0, svgFolder: svgFolder) }),
  ("levels", benchLevels), ("blends", benchBlends),
  ("transitions", { benchTransitions(most: mostPairs, only: onlyNames, json: $0) }), ("analysis", benchAnalysis),
  ("truth", benchTruth), ("sections", benchSections),
  ("library", { benchLibrary(json: $0, withAMillion: isMillion) }), ("recue", benchRecue),
  ("split", benchSplit), ("suggest", benchSuggest), ("taste", { benchTaste(json: $0, svg: svgFolder) }),
  ("screen", benchScreen),
  ("curves", { benchCurves(json: $0, svgFolder: svgFolder) }),
]

var words = Array(CommandLine.arguments.dropFirst())
if words.first == "vocals" {
  guard let folder = words.dropFirst().first(where: { !$0.hasPrefix("--") }) else {
    print("segue-bench vocals FOLDER [--features]: a folder of tracks with vocal stems")
    exit(2)
  }
  benchVocals(folder: folder, features: words.contains("--features"))
  exit(0)
}
/// Where `curves`, `keylock` and `taste` draw their pictures.
var svgFolder: String?
if let option = words.firstIndex(of: "--svg") {
  guard option + 1 < words.count else {
    print("segue-bench: --svg wants a folder, or a file for taste")
    exit(2)
  }
  svgFolder = words[option + 1]
  words.removeSubrange(option...option + 1)
}
/// How many pairs `transitions` renders; nil: all.
var mostPairs: Int?
if let option = words.firstIndex(of: "--pairs") {
  guard option + 1 < words.count, let count = Int(words[option + 1]), count > 0 else {
    print("segue-bench: --pairs wants a number")
    exit(2)
  }
  mostPairs = count
  words.removeSubrange(option...option + 1)
}
/// How the names of the tracks of `transitions` may begin.
var onlyNames: [String] = []
if let option = words.firstIndex(of: "--only") {
  guard option + 1 < words.count else {
    print("segue-bench: --only wants beginnings of names, between commas")
    exit(2)
  }
  onlyNames = words[option + 1].split(separator: ",").map(String.init)
  words.removeSubrange(option...option + 1)
}
/// `library` makes a million tracks too, which takes minutes.
let isMillion = words.contains("--million")
let json = words.contains("--json")
let wanted = words.filter { $0 != "--json" && $0 != "--million" }
// In real time, for many minutes: only when it is asked for.
if wanted.first == "soak" {
  benchSoak(Array(wanted.dropFirst()), json: json)
  exit(0)
}
if wanted.first == "radio" {
  benchRadio(Array(wanted.dropFirst()), json: json)
  exit(0)
}
if wanted.first == "fuzz" {
  benchFuzz(Array(wanted.dropFirst()), json: json)
  exit(0)
}
for word in wanted where !subjects.contains(where: { $0.name == word }) {
  print("segue-bench: “\(word)” is no subject: \(subjects.map(\.name).joined(separator: ", ")), soak, radio, fuzz")
  exit(2)
}
for subject in subjects where wanted.isEmpty || wanted.contains(subject.name) { subject.run(json) }
