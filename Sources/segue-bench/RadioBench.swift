import Glibc
import Media
import Music
import Platform
import Support
import Workstation

/// `segue-bench radio [HOURS [SPEED [SEED]]]`: a station on the silent clock, SPEED times as fast as music (4; a file
/// takes as long to be read as ever, so more than 8 tells of the clock), for HOURS of music (.5), while faults are done
/// to its files as the SEED has it: gone, cut off, hanging, silent, huge, nonsense, and the library's database locked.
/// What it plays from is made by the benchmark; the mix goes into an archive, as on air.
func benchRadio(_ words: [String], json: Bool) {
  let numbers = [0.5, 4, 1].enumerated().map { place, usual in
    place < words.count ? Double(words[place]) ?? usual : usual
  }
  do {
    let bench = try StationBench(speed: numbers[1], seed: UInt64(max(0, numbers[2])))
    try bench.play(hours: numbers[0])
    printFigures("radio", bench.figures, json: json)
  } catch {
    print("segue-bench: \(error)")
    exit(1)
  }
}

private final class StationBench {
  private static let tracks = 16
  private let scratch: ScratchFolder
  private let workstation: Workstation
  private let speed: Double
  private var faults: FileFaults
  private var longest = 0.0
  private var silences = 0
  private var isSilent = false
  private var hasBegun = false
  private var began = 0.0
  /// Hours of music, MiB, descriptors.
  private var samples: [(hours: Double, memory: Double, files: Double)] = []
  private var heard: [String] = []
  private var lost = 0

  init(speed: Double, seed: UInt64) throws {
    self.speed = speed
    scratch = try ScratchFolder()
    let music = scratch.path + "/music"
    for folder in [music, scratch.path + "/whole"] {
      if let complaint = makeFolder(folder) { throw Trouble(description: complaint) }
    }
    tell("making \(Self.tracks) tracks")
    for number in 0..<Self.tracks {
      let track = ArrangedTrack(
        bpm: 120 + Double(number % 6), plan: [("intro", 4), ("drop", 24), ("outro", 4)], seed: UInt64(number + 1))
      let name = "\(number).flac"
      try writeFLAC(
        track.signal.samples, to: "\(scratch.path)/whole/\(name)",
        Tags(title: "Track \(number)", artist: "Artist \(number % 8)"))
    }
    faults = try FileFaults(
      names: (0..<Self.tracks).map { "\($0).flac" }, whole: scratch.path + "/whole", place: music,
      database: scratch.path + "/data/library.sqlite", seed: seed)
    let directories = AppDirectories(
      config: scratch.path + "/config", data: scratch.path + "/data", cache: scratch.path + "/cache",
      state: scratch.path + "/state")
    var settings = Settings()
    let problems = settings.read(
      "device = none\nsilent_speed = \(speed)\narchive = opus\nradio_min_seconds = 20\nstems = off\n", from: "radio")
    for problem in problems { throw Trouble(description: problem.text) }
    workstation = try Workstation.open(settings: settings, directories: directories, library: nil)
    workstation.addFolder(music)
    tell("analysing them")
    let limit = monotonicSeconds() + 600
    repeat {
      tick()
    } while (workstation.snapshot(browserRows: 4).status.trackCount < Self.tracks
      || !workstation.snapshot(browserRows: 4).status.jobs.isEmpty) && monotonicSeconds() < limit
  }

  struct Trouble: Error, CustomStringConvertible { let description: String }

  private func tick() {
    workstation.tick()
    usleep(10_000)
  }

  func play(hours: Double) throws {
    workstation.beginRadio()
    began = monotonicSeconds()
    var (nextSample, nextFault) = (0.0, 0.05)
    while true {
      tick()
      let now = (monotonicSeconds() - began) * speed / 3600
      if now >= hours { break }
      look()
      if now >= nextFault {
        // Twelve an hour, for a minute or two each.
        nextFault += 1.0 / 12
        faults.mend()
        tell("\(fixed(now, 2)) h: \(faults.strike()), longest silence \(fixed(longest, 2)) s")
      }
      if now >= nextSample {
        nextSample += 1.0 / 60
        samples.append((now, residentMebibytes(), Double(folderEntries("/proc/self/fd")?.count ?? 0)))
      }
    }
    faults.mend()
    workstation.endRadio()
    while !workstation.wantsToQuit { tick() }
    workstation.close()
  }

  private func look() {
    let status = workstation.snapshot(browserRows: 4).status
    for message in workstation.takeMessages() where message.weight != .note { tell("  \(message.text)") }
    guard let air = status.air else { return }
    lost = air.lostFrames
    if let title = air.title, heard.last != title { heard.append(title) }
    // From the first sound on.
    if air.silence.value < 0.1, !heard.isEmpty { hasBegun = true }
    guard hasBegun else { return }
    longest = max(longest, air.silence.value)
    let wasSilent = isSilent
    isSilent = air.silence.value > 2
    if isSilent, !wasSilent { silences += 1 }
  }

  /// The first third is warming up: what has grown by then is there.
  private var late: [(hours: Double, memory: Double, files: Double)] {
    Array(samples.dropFirst(samples.count / 3))
  }

  private static func slope(_ points: [(Double, Double)]) -> Double? {
    guard points.count > 5 else { return nil }
    let count = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1.0 } / count, points.reduce(0) { $0 + $1.1 } / count)
    let spread = points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
    return points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / spread
  }

  var figures: [(String, Double?)] {
    [
      ("hours_rendered", (samples.last?.hours ?? 0)), ("speed", speed), ("faults", Double(faults.count)),
      ("plays", Double(heard.count)), ("longest_silence_s", longest), ("silences_over_2_s", Double(silences)),
      ("lost_frames", Double(lost)), ("memory_peak_mib", samples.map(\.memory).max()),
      ("memory_slope_mib_per_hour", Self.slope(late.map { ($0.hours, $0.memory) })),
      ("descriptors_max", samples.map(\.files).max()),
      ("descriptors_slope_per_hour", Self.slope(late.map { ($0.hours, $0.files) })),
    ]
  }
}

/// Does things to files, and takes them back.
private struct FileFaults {
  private enum Kind: CaseIterable { case gone, cutOff, hanging, silent, huge, nonsense, locked }

  private let files: [String]
  private let whole: String
  private let place: String
  private let database: String
  private var dice: SeededRandom
  private var struck: [String] = []
  private var locker: Programs.Running?
  private(set) var count = 0

  init(names: [String], whole: String, place: String, database: String, seed: UInt64) throws {
    (files, self.whole, self.place, self.database) = (names, whole, place, database)
    dice = SeededRandom(seed: seed)
    for name in names { restore(name) }
  }

  private func restore(_ name: String) {
    unlink("\(place)/\(name)")
    // A copy that is the file: what was stamped is so again.
    link("\(whole)/\(name)", "\(place)/\(name)")
  }

  mutating func mend() {
    for name in struck { restore(name) }
    struck = []
    locker?.stop()
    locker = nil
  }

  /// Does one kind of damage to a third of the files. - Returns: which, in words.
  mutating func strike() -> String {
    count += 1
    let kind = Kind.allCases.randomElement(using: &dice) ?? .gone
    if kind == .locked {
      locker = try? Programs.Running(["sqlite3", database, "BEGIN EXCLUSIVE", ".shell sleep 60"])
      return locker == nil ? "no sqlite3 here: nothing is locked" : "the library is locked"
    }
    struck = Array(files.shuffled(using: &dice).prefix(files.count / 3))
    for name in struck { strike("\(place)/\(name)", kind) }
    return "\(kind): \(struck.map { String($0.prefix { $0 != "." }) }.joined(separator: ", "))"
  }

  private func strike(_ path: String, _ kind: Kind) {
    let bytes = bytes(of: path)
    unlink(path)
    switch kind {
    case .gone, .locked: break
    case .cutOff: AudioFiles.write(Array(bytes.prefix(bytes.count / 3)), to: path)
    case .hanging: mkfifo(path, 0o600)
    case .silent: try? writeFLAC([Float](repeating: 0, count: 2 * 44_100 * 60), to: path, Tags())
    case .huge:
      // Four gigabytes of nothing behind the beginning of a sound.
      AudioFiles.write(Array(bytes.prefix(1 << 16)), to: path)
      truncate(path, 4 << 30)
    case .nonsense:
      AudioFiles.write((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }, to: path)
    }
  }
}

private func writeFLAC(_ samples: [Float], to path: String, _ tags: Tags) throws {
  let writer = try SoundFileWriter(path: path, format: .flac, sampleRate: .cd, channels: 2, tags: tags)
  try samples.withUnsafeBufferPointer { try writer.write($0) }
  try writer.close()
}

private func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var status = stat()
  guard fstat(fileno(file), &status) == 0 else { return [] }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  let count = fread(&bytes, 1, bytes.count, file)
  return Array(bytes.prefix(count))
}

private func residentMebibytes() -> Double {
  let pages = Programs.contents("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
  return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
}

private func tell(_ line: String) {
  var text = line + "\n"
  text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
}
