import Glibc
import Media
import Music
import Platform
import Studio

/// `segue split`: files into their stems, one after the other, at low priority.
/// - Parameters:
///   - progress: is told how far the file is, in words.
///   - goesOn: false gives up; asked every second or so.
///   - done: gets what became of each file: its report, or why there is none.
/// - Returns: whether all of it was done.
/// - Throws: why no file can be split, in a sentence.
package func splitFiles(
  _ files: [String], _ wish: SplitWish, directories: AppDirectories, progress: (String) -> Void,
  goesOn: () -> Bool, done: (Result<SplitReport, SplitFailure>) -> Void
) throws -> Bool {
  _ = nice(10)
  let desk = SplitDesk(
    media: try MediaProgram.find(), data: directories.data, cache: StemCache(inCache: directories.cache),
    cores: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  var isWhole = true
  for (index, file) in files.enumerated() where goesOn() {
    let start = monotonicSeconds()
    let ordinal = files.count > 1 ? " (\(index + 1) of \(files.count))" : ""
    do {
      let report = try desk.split(file, wish) { stage in
        let name = "\(fileName(file).printable)\(ordinal)"
        switch stage {
        case .waiting: progress("\(name): another program splits it; its stems are waited for")
        case .splitting(let share?) where share > 0:
          let left = (monotonicSeconds() - start) * (1 / share - 1)
          progress("\(name): \(Int(100 * share)) %, \(clock(left)) left")
        case .splitting: break
        }
      } goesOn: {
        goesOn()
      }
      done(.success(report))
    } catch {
      isWhole = false
      done(.failure(SplitFailure(path: file, sentence: "\(error)")))
    }
  }
  return isWhole && goesOn()
}

/// A file that was not split.
package struct SplitFailure: Error {
  /// The file.
  package let path: String
  /// Why, for a DJ.
  package let sentence: String

  /// As `--json` prints it.
  package var json: String { JSON.object([("path", .text(path)), ("error", .text(sentence))]).line }
}

extension SplitReport {
  /// For people: a line of what was made, and one for each thing to know.
  package var lines: [String] {
    let place = files.count == 1 ? files[0].path : folder(of: files.first?.path ?? path)
    let kinds = files.map(\.kind.rawValue).joined(separator: ", ")
    let speed = length.value / max(0.001, seconds)
    let how = isFromCache ? "split before, taken from the cache" : "\(fixed(speed, 1)) times as fast as it plays"
    return ["\(place.printable): \(kinds), \(how)"] + warnings
  }
}
