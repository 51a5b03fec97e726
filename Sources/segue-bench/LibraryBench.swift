import Glibc
import Library
import Music
import Platform
import Support

/// The library with 100,000 tracks: starting the program to its first full screen, opening to the first page, a
/// keystroke in the search field to its page, scrolling. Search and scroll are p99 over everything typed and scrolled;
/// half of the keystrokes come right after a write, as they do while an analysis runs, so that nothing kept in memory
/// helps them. - Parameter withAMillion: a million tracks are measured too, in fewer orders.
func benchLibrary(json: Bool, withAMillion: Bool) {
  var (figures, slowest) = libraryFigures(tracks: 100_000, "100k", columns: SortColumn.allCases)
  if withAMillion {
    figures += libraryFigures(tracks: 1_000_000, "1m", columns: Array(SortColumn.allCases.prefix(3))).figures
  } else {
    figures.append(("start_ms_1m", nil))
  }
  printFigures("library", figures, json: json)
  if !json, let slowest { print("slowest search: \(slowest)") }
}

/// All figures of a library of so many tracks, null where it could not be made. - Parameter columns: that are sorted by
/// while something is searched.
private func libraryFigures(
  tracks: Int, _ name: String, columns: [SortColumn]
) -> (figures: [(String, Double?)], slowest: String?) {
  let failed = ["start_ms", "search_ms_p99", "scroll_ms_p99"].map { ("\($0)_\(name)", nil as Double?) }
  guard let synthetic = SyntheticLibrary(tracks: tracks) else { return (failed, nil) }
  defer { synthetic.remove() }
  // What building took is not what using takes.
  let canResetPeak = resetPeak()

  var start: [Double] = []
  for _ in 0..<10 {
    start.append(
      milliseconds {
        guard let library = try? Library(path: synthetic.path), let all = try? library.search(Query("")) else { return }
        _ = try? library.rows(0..<50, of: all)
      })
  }
  guard let library = try? Library(path: synthetic.path), let all = try? library.search(Query("")) else {
    return (failed, nil)
  }
  let first = try? library.rows(0..<1, of: all).first
  let search = searches(library, touching: first, columns)
  let scroll = scrolls(library, all)
  let figures = [
    ("start_ms_\(name)", programStart(synthetic.path)), ("open_ms_\(name)", start.sorted()[start.count / 2]),
    ("search_ms_p50_\(name)", percentile(search.map(\.0), 0.5)),
    ("search_ms_p99_\(name)", percentile(search.map(\.0), 0.99)),
    ("search_ms_max_\(name)", search.map(\.0).max()),
    ("scroll_ms_p50_\(name)", percentile(scroll, 0.5)), ("scroll_ms_p99_\(name)", percentile(scroll, 0.99)),
    ("peak_mib_\(name)", canResetPeak ? peakMebibytes() : nil),
  ]
  return (figures, search.max { $0.0 < $1.0 }?.1)
}

/// From the start of `segue`, beside this program, to the screen that shows how many tracks there are: the median of
/// nine. The library's folder takes what it writes.
private func programStart(_ library: String) -> Double? {
  var path = [CChar](repeating: 0, count: 4096)
  let length = readlink("/proc/self/exe", &path, path.count - 1)
  let own = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let segue = String(own.prefix(through: own.lastIndex(of: "/") ?? own.startIndex)) + "segue"
  guard access(segue, X_OK) == 0 else { return nil }
  let folder = String(library.dropLast(library.split(separator: "/").last?.count ?? 0))
  let variables =
    ["CONFIG", "DATA", "CACHE"].map { "XDG_\($0)_HOME=\(folder)" } + ["TERM=xterm-256color", "LC_ALL=C.UTF-8"]
  var times: [Double] = []
  for _ in 0..<9 {
    guard let terminal = PseudoTerminal(columns: 200, rows: 50) else { return nil }
    defer { terminal.close() }
    let began = clockSeconds()
    guard
      let child = terminal.start(segue, ["--library", library, "--device", "none"], environment: variables)
    else { return nil }
    var shown: [UInt8] = []
    while clockSeconds() < began + 10, !String(decoding: shown, as: UTF8.self).contains("1 of 100") {
      shown += terminal.read(waiting: 100)
    }
    times.append((clockSeconds() - began) * 1000)
    _ = terminal.stop(child)
  }
  return percentile(times, 0.5)
}

/// Every prefix of what a DJ types, in every order of the list, each with its first page.
private func searches(
  _ library: Library, touching track: Track?, _ columns: [SortColumn]
) -> [(Double, String)] {
  let typed = [
    "four tet", "bjork", "ame night", "electric garden 12", "artist:\"moon river\"", "bpm:122-128 key:8a",
    "bpm:~124 deep",
    "key:~8a energy:5-7", "genre:house -acid", "-love", "year:1990-1999 sun", "path:music storm", "bpm:none",
  ]
  var times: [(Double, String)] = []
  for (number, column) in columns.enumerated() {
    for text in typed {
      for end in text.indices {
        if number % 2 == 0, let track { try? library.setStems(number % 4 == 0, of: [track.id]) }
        let prefix = String(text[...end])
        let time = milliseconds {
          guard let query = try? Query(prefix),
            let found = try? library.search(query, sort: column, ascending: number % 3 != 0)
          else { return }
          _ = try? library.rows(0..<50, of: found)
        }
        times.append((time, "\(prefix) by \(column.rawValue)"))
      }
    }
  }
  return times
}

private func scrolls(_ library: Library, _ all: SearchResult) -> [Double] {
  var dice = SeededRandom(seed: 5)
  return (0..<2_000).map { _ in
    let row = Int.random(in: 0..<max(1, all.total), using: &dice)
    return milliseconds { _ = try? library.rows(row..<(row + 50), of: all) }
  }
}

// MARK: - Measuring

func milliseconds(_ work: () -> Void) -> Double {
  let clock = ContinuousClock()
  let time = clock.measure(work).components
  return Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15
}

private func percentile(_ values: [Double], _ share: Double) -> Double? {
  guard !values.isEmpty else { return nil }
  return values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
}

/// Makes Linux forget the greatest memory use so far (proc(5), clear_refs).
private func resetPeak() -> Bool {
  guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
  defer { fclose(file) }
  return fputs("5", file) >= 0
}

/// The greatest resident memory, from `VmHWM`.
private func peakMebibytes() -> Double? {
  guard let file = fopen("/proc/self/status", "r") else { return nil }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, 256, file) != nil {
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix("VmHWM:") else { continue }
    return text.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }.map { $0 / 1024 }
  }
  return nil
}
