import Engine
import Glibc
import Music

/// What a stem of a `LinedTrack` sounds like: a tone of its own band, with an attack on each beat and a softer sustain
/// after it.
package enum StemSound: Int, CaseIterable, Sendable {
  case vocals, drums, bass, other

  package var kind: StemKind {
    switch self {
    case .vocals: .vocals
    case .drums: .drums
    case .bass: .bass
    case .other: .other
    }
  }

  /// Far from the others' and from the isolator's corners.
  package var hz: Double {
    switch self {
    case .vocals: 1100
    case .drums: 10_000
    case .bass: 70
    case .other: 620
    }
  }

  /// Frames from a beat on that are its attack.
  package var attack: Int { self == .bass ? 706 : self == .drums ? 353 : 529 }
  fileprivate var rise: Double { self == .bass ? 88 : 44 }
  fileprivate var fall: Double { self == .bass ? 1500 : 300 }
}

/// Tracks that are heard on one channel only, deck A's on the left and deck B's on the right; 240 beats a minute, two
/// beats in a bar and two bars in a phrase: many lines in little time.
package enum LinedTrack {
  package static let beat = 11_025.0
  package static let firstBeat = 2205.0
  package static let beats = 48
  package static let grid = BeatGrid(
    anchors: [.init(time: TrackTime(firstBeat / 44_100), beat: BeatPosition(0), bpm: BPM(240))], beatsPerBar: 2,
    downbeat: 0, phraseStart: 0, barsPerPhrase: 2)
  /// Of the tones of a track of sections, four beats each: what sounds tells where in it a deck is.
  package static let sections = [600.0, 1000, 1600, 2500, 3900, 6000]

  /// Of four stems; deck A's and deck B's.
  package static let stems: [LoadedTrack] = DeckID.allCases.map { deck in
    let sounds = StemSound.allCases.map { stem in
      tone(deck.index, rise: stem.rise, fall: stem.fall, level: 0.2) { _ in stem.hz }
    }
    var mix = [Float](repeating: 0, count: sounds[0].count)
    for sound in sounds { for index in mix.indices { mix[index] += sound[index] } }
    let stems = StemSound.allCases.map { stem in
      LoadedTrack.LoadedStem(kind: stem.kind, pcm: PCM(interleaved: sounds[stem.rawValue], sampleRate: .cd)!)
    }
    return LoadedTrack(serial: 1, original: PCM(interleaved: mix, sampleRate: .cd)!, stems: stems, grid: grid)
  }

  /// Of sections; deck A's and deck B's.
  package static let sectioned: [LoadedTrack] = DeckID.allCases.map { deck in
    let sound = tone(deck.index, rise: 44, fall: 300, level: 0.4) { sections[min(5, $0 / 4)] }
    return LoadedTrack(serial: 2, original: PCM(interleaved: sound, sampleRate: .cd)!, grid: grid)
  }

  private static func tone(
    _ channel: Int, rise: Double, fall: Double, level: Double, hz: (Int) -> Double
  ) -> [Float] {
    let frames = Int(firstBeat + Double(beats) * beat)
    var sound = [Float](repeating: 0, count: 2 * frames)
    for frame in Int(firstBeat)..<frames {
      let since = Double(frame - Int(firstBeat)).truncatingRemainder(dividingBy: beat)
      let number = (frame - Int(firstBeat)) / Int(beat)
      let way = since < rise ? 0.5 - 0.5 * cos(.pi * since / rise) : 1
      let loud = level * (0.2 + 0.8 * exp(-since / fall)) * way
      sound[2 * frame + channel] = Float(loud * sin(2 * .pi * hz(number) * since / 44_100))
    }
    return sound
  }
}

/// What two decks made of such tracks, and where its lines lie.
package struct LinedSound {
  /// Output frame at which both decks begin to play, from the first frame.
  package static let start: Int64 = 640
  private let channels: [[Float]]
  private let tempo: Double
  /// What pitch has become.
  private let pitch: Double

  /// - Parameter sound: four channels.
  package init(_ sound: [Float], tempo: Double, keepsKey: Bool) {
    channels = [ClickTracks.channel(0, of: sound), ClickTracks.channel(1, of: sound)]
    self.tempo = tempo
    pitch = keepsKey ? 1 : 1 + tempo / 100
  }

  /// The output frame at which a beat is to be heard, but for the engine's latency.
  package static func frame(ofBeat beat: Double, tempo: Double) -> Double {
    Double(start) + (LinedTrack.firstBeat + beat * LinedTrack.beat) / (1 + tempo / 100)
  }

  /// The level of a tone from a beat on.
  package func level(of hz: Double, _ deck: DeckID, beat: Double, frames: Int) -> Double {
    ClickTracks.level(
      of: hz * pitch, in: channels[deck.index],
      from: Int(Self.frame(ofBeat: beat, tempo: tempo).rounded()) + Engine.latencyFrames, frames: frames)
  }
}
