import Dispatch
import DSP
import Engine
import Media
import Music
import Platform
import Suggestion

/// A station's idents on air: at the full hour and every quarter of it the next one is laid over what plays, on a
/// phrase in which nobody sings, before the next blend. The main thread's; files are read on a thread of its own.
final class IdentDesk {
  /// An ident that is decoded.
  private struct Ready: Sendable {
    var path: String
    var sound: PCM
    var gain: Decibels
    var length: Seconds
  }

  private let library: LibraryWork
  private let media: MediaProgram
  private let engine: EngineLink
  private let rate: SampleRate
  private let log: MessageLog
  private let inbox = MainQueue<IdentDesk>()
  private let worker = DispatchQueue(label: "segue.idents", qos: .utility)
  private var ready: Ready?
  private var isLoading = false
  /// Where in the list the next one is.
  private var turn = 0
  /// After idents that could not be read it rests until then.
  private var restsUntil = Seconds(0)
  /// Since when it is due; nil: it is not.
  private var dueSince: Seconds?
  /// What tracks are brought to: idents are as loud.
  private let target: LUFS

  /// It is got ready so long before its mark, seconds, and may lie so long before it.
  private static let (early, lead) = (120.0, 30.0)
  /// So long it rests after idents that could not be read.
  private static let rest = Seconds(900)
  /// So long it waits for a passage without a voice.
  private static let patience = Seconds(240)

  init(
    library: LibraryWork, media: MediaProgram, engine: EngineLink, target: LUFS, rate: SampleRate, log: MessageLog
  ) {
    (self.library, self.media, self.engine, self.rate, self.log) = (library, media, engine, rate, log)
    self.target = target
  }

  /// What is done thirty times a second.
  func tick(_ snapshot: EngineSnapshot, _ decks: DeckPair, _ auto: AutopilotDesk) {
    inbox.run(on: self)
    let programme = auto.programme
    guard auto.isOn, auto.isStation, let name = programme.jingles else { return }
    let (wall, now) = (WallTime(here: secondsSince1970()), monotonicTime())
    func isDue(_ lead: Double) -> Bool { programme.jingleIsDue(at: wall, last: auto.lastIdent, lead: lead) }
    if ready == nil, !isLoading, now >= restsUntil, isDue(Self.early) { load(name) }
    guard isDue(Self.lead) else {
      dueSince = nil
      return
    }
    let since = dueSince ?? now
    dueSince = since
    guard let ready, snapshot.ident == nil else { return }
    guard let moment = moment(for: ready, snapshot, decks, auto, isPressing: now - since > Self.patience) else {
      return
    }
    let spec = Journal.IdentSpec(path: ready.path, gain: ready.gain, dip: Decibels(-programme.jingleDip))
    engine.play(ident: spec, ready.sound, at: moment)
    log.add(.note, "ident: \(fileName(ready.path))\(moment == .phrase ? ", at the next phrase" : "")")
    auto.lastIdent = wall
    self.ready = nil
    dueSince = nil
  }

  /// When it is to be said; nil: not yet.
  private func moment(
    for ready: Ready, _ snapshot: EngineSnapshot, _ decks: DeckPair, _ auto: AutopilotDesk, isPressing: Bool
  ) -> Moment? {
    guard !auto.isBlending else { return nil }
    guard let deck = snapshot.heardDeck, snapshot[deck].isHeard, let track = decks[deck].track else { return nil }
    let state = snapshot[deck]
    let length = Seconds(ready.length.value * state.ratio.value)
    let whole = track.loaded.original.isComplete ? track.loaded.original.duration : track.track.duration
    let end = auto.blendStart ?? TrackTime((whole ?? Seconds(0)).value)
    guard let grid = track.loaded.grid, snapshot.leader == deck else {
      // No phrase is known here: anywhere before the end.
      return isPressing && state.position.time(at: rate) + length + Seconds(1) < end ? .now : nil
    }
    let place = IdentPlace(
      grid: grid, vocals: track.shown.vocals, position: state.position.time(at: rate), end: end, length: length)
    return place.next(isPressing: isPressing).flatMap { place.isNext($0) ? .phrase : nil }
  }

  // MARK: Files

  private func load(_ name: String) {
    isLoading = true
    worker.async {
      @Sendable [inbox, media, rate, turn, target, library = library.tracks.library, messages = log.elsewhere] in
      let paths = (try? StationMusic.idents(named: name, in: library)) ?? []
      if paths.isEmpty { messages.post(.warning, "no ident is there: \(name.printable) has no files") }
      var found: Ready?
      var tried = 0
      while found == nil, tried < min(paths.count, 3) {
        let path = paths[(turn + tried) % paths.count]
        tried += 1
        do throws(MediaError) { found = try Self.read(path, media, rate, target) } catch {
          messages.post(.warning, "the ident cannot be played: \(error.sentence)")
        }
        if let read = found, read.length > Self.longest {
          messages.post(.warning, "\(fileName(path)) is no ident: it is longer than \(Int(Self.longest.value)) seconds")
          found = nil
        }
      }
      inbox.post { [found, tried] desk in
        (desk.isLoading, desk.ready) = (false, found)
        desk.turn = paths.isEmpty ? 0 : (turn + tried) % paths.count
        if found == nil { desk.restsUntil = monotonicTime() + Self.rest }
      }
    }
  }

  /// What is longer is a track.
  private static let longest = Seconds(60)

  private static func read(
    _ path: String, _ media: MediaProgram, _ rate: SampleRate, _ target: LUFS
  ) throws(MediaError) -> Ready {
    // What is longer than an ident is not read to its end.
    let most = Int((longest + Seconds(1)).frames(at: rate).value)
    let decoding = try media.decode(path, rate: rate, part: 0..<most)
    try decoding.wait()
    let sound = decoding.pcm
    let samples = UnsafeBufferPointer(start: sound.samples, count: 2 * sound.framesReady)
    let heard = LoudnessMeter(sampleRate: rate)?.measure(samples)
    let loudness = TrackAnalysis.Loudness(
      integrated_lufs: heard?.integrated?.value, true_peak_dbtp: heard?.truePeak?.value)
    return Ready(path: path, sound: sound, gain: loudness.gain(to: target), length: sound.duration)
  }
}
