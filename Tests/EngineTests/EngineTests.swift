import Engine
import Music
import Support
import Testing

/// Short words for telling an engine what to do and hearing what comes out.
struct Booth {
  let engine = Engine(sampleRate: .cd)
  var journal: [AppliedCommand] = []
  private var serial: UInt64 = 0

  @discardableResult
  mutating func load(
    _ deck: DeckID, _ sound: [Float], grid: BeatGrid? = nil, stems: [(StemKind, [Float])] = [], at frame: Int64 = 0
  ) -> LoadedTrack {
    serial += 1
    let track = LoadedTrack(
      serial: serial, original: PCM(interleaved: sound, sampleRate: .cd)!,
      stems: stems.map { LoadedTrack.LoadedStem(kind: $0.0, pcm: PCM(interleaved: $0.1, sampleRate: .cd)!) }, grid: grid
    )
    say(.load(deck, engine.handle(for: track)), at: frame)
    return track
  }

  mutating func load(_ deck: DeckID, _ track: LoadedTrack) { say(.load(deck, engine.handle(for: track))) }

  mutating func say(
    _ action: EngineCommand.Action, at frame: Int64 = 0, moment: Moment = .now, over: Glide = .short
  ) {
    journal.append(
      AppliedCommand(frame: ClockFrame(frame), command: EngineCommand(action, at: moment, over: over)))
  }

  mutating func say(
    _ deck: DeckID, _ action: DeckAction, at frame: Int64 = 0, moment: Moment = .now, over: Glide = .short
  ) {
    say(.deck(deck, action), at: frame, moment: moment, over: over)
  }

  /// Renders in order of frame; four channels.
  func render(_ frames: Int) -> [Float] {
    renderOffline(engine: engine, journal: journal.sorted { $0.frame < $1.frame }, frames: frames)
  }
}

func steady(_ bpm: Double, firstBeat: Double = 4410) -> BeatGrid {
  BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(firstBeat / 44_100))
}

/// One channel of four.
func channel(_ index: Int, of sound: [Float]) -> [Float] { ClickTracks.channel(index, of: sound) }
