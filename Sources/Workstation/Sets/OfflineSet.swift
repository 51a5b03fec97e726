import Engine
import Glibc
import Library
import Media
import Music
import Platform

/// A journal on the other clock: the same engine, as fast as the machine can.
package struct OfflineSet: ~Copyable {
  /// Where a beat of a track came out.
  package struct RenderedBeat: Sendable, Hashable {
    /// Whose beat it is.
    package var deck: DeckID
    /// Its number in that deck's grid.
    package var beat: Int
    /// Fractions lie between frames.
    package var outputFrame: Double
  }

  /// Why a journal cannot be rendered, as a sentence.
  package struct Failure: Error, Sendable, CustomStringConvertible { package let description: String }

  private let engine: Engine
  private var clock: OfflineClock
  private let rate: SampleRate
  private let media: MediaProgram
  /// The originals by path: a track that is loaded twice is decoded once.
  private var decoded: [FilePath: PCM] = [:]
  private var stems: [FilePath: LoadedStems] = [:]
  private var loaded: [DeckID: LoadedTrack] = [:]
  private var nextSerial: UInt64 = 1
  private var latest = EngineSnapshot()
  /// Decks that were told something since `latest`.
  private var touched: Set<DeckID> = []
  /// How often each file is still to be loaded: one that is not needed again is let go.
  private var loadsLeft: [FilePath: Int] = [:]
  /// When each line was done, in their order.
  package private(set) var done: [(line: Int, frame: ClockFrame)] = []
  /// Every beat that was rendered, in order.
  package private(set) var beats: [RenderedBeat] = []
  /// What was asked for and could not be, what was done to stems, and what is wrong with them, in sentences.
  package private(set) var notes: [String] = []

  /// - Parameters:
  ///   - period: frames that the engine renders at once, whole quanta; the sound does not depend on it.
  ///   - decoded: files that are at hand.
  package init(
    rate: SampleRate, media: MediaProgram, period: Int = Renderer.quantum, decoded: [FilePath: PCM] = [:]
  ) {
    self.decoded = decoded
    self.rate = rate
    self.media = media
    engine = Engine(sampleRate: rate)
    clock = OfflineClock(engine: engine, period: period)
  }

  /// Stems that are at hand, laid on their tracks: they are not looked for.
  mutating func take(_ stems: [FilePath: LoadedStems]) { self.stems = stems }

  /// How long a set goes on after its last line, if nothing ends it: until both decks stand still, but no longer.
  static let longestTail = Seconds(20 * 60)

  /// Plays the whole journal. - Parameter master: is given the master, stereo interleaved, piece by piece.
  ///
  /// - Throws: a `Failure` that names the journal's line, or what `master` throws.
  package mutating func play(
    _ journal: Journal, master: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    try checkFiles(of: journal)
    for path in journal.entries.compactMap(\.what.path) { loadsLeft[path.onDisk ?? path, default: 0] += 1 }
    for entry in journal.entries where !entry.what.isRemark {
      try wait(for: entry, of: journal, master)
      done.append((entry.line, clock.frame))
      if case .end = entry.what { return }
      do {
        try take(entry.what, journal.place(of: entry))
      } catch {
        throw Failure(description: "\(journal.place(of: entry)): \(error)")
      }
    }
    try render(frames: Renderer.quantum, master)
    let end = clock.frame.value + Int64(Self.longestTail.frames(at: rate).value)
    while clock.frame.value < end, latest.deckA.isPlaying || latest.deckB.isPlaying {
      try render(frames: 4096, master)
    }
    // What the limiter still holds.
    try render(frames: 4096, master)
  }

  /// Before anything is rendered: files that are gone are all named, each with the first line that wants it.
  private func checkFiles(of journal: Journal) throws(Failure) {
    var seen: Set<FilePath> = []
    var gone: [String] = []
    for entry in journal.entries {
      guard let path = entry.what.path, seen.insert(path).inserted, access((path.onDisk ?? path).text, R_OK) != 0 else {
        continue
      }
      let name = path.text.printable
      gone.append("\(journal.place(of: entry)): \(name) is not there: put it back, or write where it is now")
    }
    if !gone.isEmpty { throw Failure(description: gone.joined(separator: "\n")) }
  }

  private mutating func wait(
    for entry: Journal.Entry, of journal: Journal, _ master: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    switch entry.when {
    case .frame(let frame):
      // A wait for a beat ends within a quantum of it.
      guard frame.value >= clock.frame.value - Int64(Renderer.quantum) else {
        let now = CommandText.number((clock.frame.seconds(at: rate).value * 1000).rounded() / 1000)
        throw Failure(
          description: "\(journal.place(of: entry)): its time has passed: the line before it was done at \(now) s")
      }
      try render(frames: Int(max(0, frame.value - clock.frame.value)), master)
    case .after(let seconds): try render(frames: Int(seconds.frames(at: rate).value.rounded()), master)
    case .afterBeats(let beats):
      try render(frames: Renderer.quantum, master)
      guard let leader = latest.leader, latest[leader].hasGrid else {
        throw Failure(description: "\(journal.place(of: entry)): no deck plays whose beats could be counted")
      }
      let goal = latest[leader].beat + beats
      while latest[leader].beat < goal {
        guard latest[leader].isPlaying else {
          throw Failure(
            description:
              "\(journal.place(of: entry)): \(leader.name) stopped before \(CommandText.number(beats.value)) "
              + "beats had passed"
          )
        }
        try render(frames: Renderer.quantum, master)
      }
    case .deckAt(let deck, let time): try wait(for: deck, at: time, master)
    }
  }

  /// Renders until a deck's track is at a time, or stands still.
  private mutating func wait(
    for deck: DeckID, at time: TrackTime, _ master: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    if touched.contains(deck) { try render(frames: Renderer.quantum, master) }
    while latest[deck].isPlaying {
      let left = (time - latest[deck].position.time(at: rate)).frames(at: rate).value
      if left <= 0 { return }
      // A quarter of the way, for no deck plays four times as fast, and at last by the quantum.
      let quanta = Int(min(Double(left) / 4, 1e6)) / Renderer.quantum
      try render(frames: max(1, quanta) * Renderer.quantum, master)
    }
  }

  private mutating func take(_ what: Journal.What, _ place: String) throws {
    switch what {
    case .end, .recordOn, .recordOff, .heard: break
    case .command(let command): add(command)
    case .stem(let deck, let stem, let change, let at, let over):
      let actions = change.actions(on: stem, of: loaded[deck])
      if actions.isEmpty {
        notes.append("\(place): \(deck.name) has no \(stem.rawValue) stem at that point: the line does nothing")
      }
      for action in actions {
        add(EngineCommand(.deck(deck, action), at: at, over: over))
      }
    case .bpm(let deck, let bpm, let at, let over):
      guard let grid = loaded[deck]?.grid else {
        throw Failure(description: "\(deck.name) has no track whose tempo is known")
      }
      let here = latest[deck].position.time(at: rate)
      add(EngineCommand(.deck(deck, .set(.tempo, grid.percent(to: bpm, at: here))), at: at, over: over))
    case .seekFraction(let deck, let share, let at):
      guard let track = loaded[deck] else { throw Failure(description: "\(deck.name) is empty") }
      add(EngineCommand(.deck(deck, .seek(TrackTime(track.original.duration.value * share))), at: at))
    case .load(let deck, let spec): add(.init(.load(deck, engine.handle(for: try load(spec, on: deck)))))
    case .refresh(let deck, let spec): add(.init(.refresh(deck, engine.handle(for: try load(spec, on: deck)))))
    case .ident(let spec, let moment):
      let sound = try pcm(spec.path.onDisk ?? spec.path)
      let handle = engine.handle(for: track(of: spec, sound))
      add(EngineCommand(.ident(handle, gain: spec.gain, dip: spec.dip), at: moment))
    }
  }

  private mutating func add(_ command: EngineCommand) {
    touched.formUnion(DeckID.allCases)
    clock.add([AppliedCommand(frame: clock.frame, command: command)])
  }

  private mutating func load(_ spec: Journal.TrackSpec, on deck: DeckID) throws -> LoadedTrack {
    // A set that was played on another machine, or typed, may write the name in other bytes.
    let path = spec.path.onDisk ?? spec.path
    let original = try pcm(path)
    if spec.stems, stems[path] == nil {
      let found = LoadedStems.find(of: path.text, original: original, media: media, rate: rate)
      if let refusal = found.refusal { throw Failure(description: "\(path): \(refusal)") }
      if found.stems.isEmpty {
        notes.append(
          "\(fileName(path.text)): it had stems in the set, and they are gone: it plays without. “segue split” makes "
            + "them again.")
      }
      notes += found.remarks.map { "\(fileName(path.text)): \($0.text)" }
      stems[path] = found
    }
    let grid: BeatGrid? =
      switch spec.grid {
      case .known(let grid): grid
      case .none: nil
      case .unsaid: try media.analyze(path.text).analysis.grid
      }
    let track = LoadedTrack(
      serial: nextSerial, original: original, stems: spec.stems ? stems[path]?.stems ?? [] : [], grid: grid,
      busLoudness: spec.stems ? stems[path]?.loudness : nil)
    nextSerial += 1
    loaded[deck] = track
    letGo(path)
    return track
  }

  private mutating func track(of ident: Journal.IdentSpec, _ sound: PCM) -> LoadedTrack {
    defer { nextSerial += 1 }
    letGo(ident.path.onDisk ?? ident.path)
    return LoadedTrack(serial: nextSerial, original: sound)
  }

  /// It was wanted once more.
  private mutating func letGo(_ path: FilePath) {
    loadsLeft[path, default: 1] -= 1
    if loadsLeft[path, default: 0] <= 0 { (decoded[path], stems[path]) = (nil, nil) }
  }

  private mutating func pcm(_ path: FilePath) throws -> PCM {
    if let pcm = decoded[path] { return pcm }
    let decoding = try media.decode(path.text, rate: rate)
    do {
      try decoding.wait()
    } catch  where error.leavesSound {
      // Live it played as far as it went; so it does here.
    }
    decoded[path] = decoding.pcm
    return decoding.pcm
  }

  private mutating func render(
    frames: Int, _ master: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    guard frames > 0 else { return }
    touched = []
    var stereo: [Float] = []
    stereo.reserveCapacity(2 * Renderer.quantum)
    var before = latest
    var crossed: [RenderedBeat] = []
    try clock.render(frames: frames) { samples, snapshot in
      stereo.removeAll(keepingCapacity: true)
      for frame in 0..<(samples.count / Renderer.channels) {
        stereo.append(samples[frame * Renderer.channels])
        stereo.append(samples[frame * Renderer.channels + 1])
      }
      try stereo.withUnsafeBufferPointer(master)
      for deck in DeckID.allCases {
        if let beat = Self.crossing(from: before, to: snapshot, on: deck) { crossed.append(beat) }
      }
      before = snapshot
    }
    latest = before
    beats += crossed
  }

  /// The whole beat that a deck passed between two snapshots, if it played through and did not jump.
  private static func crossing(from before: EngineSnapshot, to now: EngineSnapshot, on deck: DeckID) -> RenderedBeat? {
    let (old, new) = (before[deck], now[deck])
    guard old.isPlaying, new.isPlaying, old.serial == new.serial, new.hasGrid else { return nil }
    let step = new.beat.value - old.beat.value
    let beat = new.beat.value.rounded(.down)
    guard step > 0, step < 0.5, beat > old.beat.value else { return nil }
    let share = (beat - old.beat.value) / step
    let frames = Double(now.frame.value - before.frame.value)
    return RenderedBeat(deck: deck, beat: Int(beat), outputFrame: Double(before.frame.value) + share * frames)
  }
}

extension Journal {
  /// How long a render of a set will be that has no end, in a sentence; nil for one that has.
  var lengthWithoutEnd: String? {
    guard !isEnded else { return nil }
    let last = timed.lazy.filter { !$0.entry.what.isRemark }.map { Double($0.frame.value) / rate.hz }.max() ?? 0
    return "\(name) has no line “end”: it is rendered until both decks stand still, at \(clock(last)) at the earliest "
      + "and at \(clock(last + OfflineSet.longestTail.value)) at the latest"
  }

  /// "set.journal, line 12".
  func place(of entry: Entry) -> String { "\(name), line \(entry.line)" }
}

extension Journal.What {
  /// The file that it needs.
  var path: FilePath? {
    switch self {
    case .load(_, let spec), .refresh(_, let spec): spec.path
    case .ident(let spec, _): spec.path
    default: nil
    }
  }
}

extension Array where Element == OfflineSet.RenderedBeat {
  /// The report of `segue render`.
  package func report(rate: SampleRate, frames: Int) -> String {
    func list(_ deck: DeckID) -> JSON {
      .list(
        filter { $0.deck == deck }.map {
          .object([("beat", JSON($0.beat)), ("frame", .number(($0.outputFrame * 100).rounded() / 100))])
        })
    }
    return JSON.object([
      ("sample_rate_hz", .number(rate.hz)), ("frames", JSON(frames)),
      ("decks", .object([("a", list(.a)), ("b", list(.b))])),
    ]).line + "\n"
  }
}
