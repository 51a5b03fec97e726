import Glibc
import Media
import Music
import Support

/// Damages files of every format in seeded ways and lets the media program decode and analyse them in turn:
/// `segue-bench fuzz [N] [FORMAT …]`, N of each format (20 where it is not said). Prints how they ended, and what was
/// left behind.
///
/// A file on which the media program dies ("program") is kept beside the figures: that is a fault of ours or of a
/// decoder's, though the workstation survives it.
func benchFuzz(_ words: [String], json: Bool) {
  let count = words.compactMap { Int($0) }.first ?? 20
  let formats = MusicFormats.all.filter { words.contains($0.name) }
  guard let media = try? MediaProgram.find(), let folder = try? ScratchFolder() else {
    print("fuzz: segue-media is not beside segue-bench, or there is no folder for files")
    return
  }
  // What the libraries open once stays open: one file before the count.
  var first = SeededRandom(seed: 0)
  let workers = AnalysisWorkers(media)
  _ = fuzzOne(Array("no sound".utf8), .cut, &first, folder.path + "/first.wav", media, nil)
  let before = (Belongings.descriptors, Belongings.children)
  var lines: [String] = []
  for format in formats.isEmpty ? MusicFormats.all : formats {
    guard let whole = MusicFormats.bytes(of: format, in: folder.path) else {
      print("fuzz: ffmpeg makes no \(format.name)")
      continue
    }
    let tally = fuzz(whole, format, count, media, workers, folder.path)
    let ends = tally.ends.sorted { $0.key < $1.key }
    if json {
      let list = ends.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
      lines.append("\"\(format.name)\":{\(list),\"slowest_ms\":\(Int(tally.slowest * 1000))}")
    } else {
      let list = ends.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      print("  \(format.name): \(list); the slowest took \(Int(tally.slowest * 1000)) ms")
      fflush(nil)
    }
  }
  workers.rest()
  let left = (Belongings.descriptors - before.0, Belongings.children - before.1)
  if json {
    print(
      "{\"files_per_format\":\(count),\(lines.joined(separator: ",")),"
        + "\"descriptors_left\":\(left.0),\"children_left\":\(left.1)}")
  } else {
    print("fuzz: \(count) files of each format; descriptors left open \(left.0), children left \(left.1)")
  }
}

private struct Tally {
  var ends: [String: Int] = [:]
  var slowest = 0.0
}

private func fuzz(
  _ whole: [UInt8], _ format: MusicFormat, _ count: Int, _ media: MediaProgram, _ workers: AnalysisWorkers,
  _ folder: String
) -> Tally {
  var random = SeededRandom(seed: format.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
  var tally = Tally()
  let path = folder + "/damaged." + format.ending
  for number in 0..<count {
    let mutation = Mutation.allCases[number % Mutation.allCases.count]
    let began = wallSeconds()
    let end = fuzzOne(whole, mutation, &random, path, media, number % 2 == 1 ? workers : nil)
    tally.slowest = max(tally.slowest, wallSeconds() - began)
    tally.ends[end?.kind.rawValue ?? "taken", default: 0] += 1
    if let end, [.program, .crashed, .timedOut].contains(end.kind) {
      print("  \(format.name) number \(number) (\(mutation.rawValue)): \(end.sentence)")
      if let kept = getenv("SEGUE_FUZZ_KEEP").map({ String(cString: $0) }) {
        rename(path, "\(kept)/\(number).\(format.name)")
      }
    }
  }
  return tally
}

/// Analyses a damaged file where there are workers, else decodes it. - Returns: how it failed; nil when it was taken.
private func fuzzOne(
  _ whole: [UInt8], _ mutation: Mutation, _ random: inout SeededRandom, _ path: String, _ media: MediaProgram,
  _ workers: AnalysisWorkers?
) -> MediaError? {
  AudioFiles.write(mutation.applied(to: whole, &random), to: path)
  do throws(MediaError) {
    if let workers { _ = try workers.analyze(path) } else { try media.decode(path, rate: .cd).wait() }
    return nil
  } catch { return error }
}

private func wallSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
