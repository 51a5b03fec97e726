import Engine
import Glibc
import Media
import Music
import Support

/// A record of the blends bench, brought to −14 LUFS, from a place where it plays on.
struct BlendRecord {
  let name: String
  let sound: PCM
  let grid: BeatGrid
  let gain: Decibels
  let start: TrackTime
}

typealias BlendPair = (a: BlendRecord, b: BlendRecord)

/// Ordered pairs: of the corpus where it is, else of records that are made here.
func blendPairs() -> [BlendPair] { corpusBlendPairs() ?? syntheticBlendPairs() }

private func corpusBlendPairs() -> [BlendPair]? {
  guard let folder = Corpus.folder, let media = try? MediaProgram.find() else { return nil }
  let names = [
    "techno": "con_techno_130_5.flac", "garage": "con_garage_120.ogg", "drift": "con_drift_121.ogg",
    "cpu": "lmms_EsoXLB-CPU.ogg", "zen": "lmms_Impulslogik-Zen.ogg", "makeme": "lmms_TameAnderson-MakeMe.ogg",
    "buzzer": "lmms_Jousboxx-BuzzerBeater.ogg", "criti": "mod_lg_criti.ogg", "escape": "fof_escape_from_chaosland.ogg",
    "zero": "lmms_CapDan-ZeroSumGame-OriginalByZakarra.ogg", "shovon": "lmms_Shovon-ProgressiveHousePluckDemo.ogg",
  ]
  var records: [String: BlendRecord] = [:]
  for (word, name) in names {
    let path = "\(folder)/ready/\(name)"
    guard let analysis = try? media.analyze(path).analysis, let grid = analysis.grid,
      let decoding = try? media.decode(path, rate: .cd), (try? decoding.wait()) != nil
    else { return nil }
    let gain = Decibels(-14 - (analysis.loudness.integrated_lufs ?? -14))
    records[word] = BlendRecord(
      name: word, sound: decoding.pcm, grid: grid, gain: gain, start: TrackTime(firstDownbeat(of: grid, after: 62)))
  }
  let order = [
    ("techno", "buzzer"), ("zen", "makeme"), ("escape", "zen"), ("techno", "cpu"), ("cpu", "buzzer"),
    ("buzzer", "techno"), ("garage", "drift"), ("drift", "garage"), ("makeme", "escape"), ("zero", "criti"),
  ]
  // One track's bass comes or goes on the way.
  let breaks = [("garage", "techno"), ("buzzer", "techno"), ("shovon", "garage")]
  return order.map { (records[$0.0]!, records[$0.1]!) }
    + breaks.map { (records[$0.0]!.starting(after: 54), records[$0.1]!.starting(after: 39)) }
}

extension BlendRecord {
  fileprivate func starting(after seconds: Double) -> BlendRecord {
    BlendRecord(
      name: name, sound: sound, grid: grid, gain: gain, start: TrackTime(firstDownbeat(of: grid, after: seconds)))
  }
}

private func firstDownbeat(of grid: BeatGrid, after seconds: Double) -> Double {
  let beat = grid.beat(at: TrackTime(seconds)).value.rounded(.up)
  let first = (0..<grid.beatsPerBar).first { grid.isDownbeat(Int(beat) + $0) } ?? 0
  return grid.time(of: BeatPosition(beat + Double(first))).value
}

/// Records of kicks, a bass line between or under them, chords and hats: five, each with its own balance, tempo and
/// key.
private func syntheticBlendPairs() -> [BlendPair] {
  let kinds: [(bpm: Double, kick: Double, bass: Double, chords: Double, root: Double)] = [
    (124, 0.5, 0.10, 0.05, 55), (126, 0.35, 0.2, 0.08, 49), (128, 0.6, 0.06, 0.04, 61.7), (122, 0.3, 0.15, 0.12, 65.4),
    (127, 0.45, 0.12, 0.03, 58.3),
  ]
  let records = kinds.enumerated().map { index, kind in
    var sound = [Float](repeating: 0, count: 2 * 60 * 44_100)
    var random = SystemIndependentNoise(seed: UInt64(index + 1))
    let beat = 60 / kind.bpm
    for frame in 0..<(sound.count / 2) {
      let t = Double(frame) / 44_100 - 0.1
      let since = t - (t / beat).rounded(.down) * beat
      let kick = t < 0 ? 0 : kind.kick * exp(-since * 12) * sin(2 * .pi * (50 * since + 3 * (1 - exp(-since * 40))))
      let half = since > beat / 2 ? since - beat / 2 : 0
      let note = kind.root * [1, 1, 1.189, 0.891][Int(max(0, t) / beat / 4) % 4]
      let bass = kind.bass * (half > 0 ? exp(-half * 5) : 0) * sin(2 * .pi * note * t)
      let chord = kind.chords * [4.0, 5, 6].reduce(0) { $0 + sin(2 * .pi * note * $1 * t) }
      let hat = 0.05 * exp(-half * 60) * (half > 0 ? random.next() : 0)
      sound[2 * frame] = Float(kick + bass + chord + hat)
      sound[2 * frame + 1] = Float(kick + bass - 0.5 * chord + hat)
    }
    let frames = (0..<(sound.count / 2)).map { SIMD2(sound[2 * $0], sound[2 * $0 + 1]) }
    let energy = BlendSound.energies(BlendSound.weighted(frames)).reduce(0, +) / Double(frames.count)
    return BlendRecord(
      name: "made \(index + 1)", sound: PCM(interleaved: sound, sampleRate: .cd)!,
      grid: BeatGrid(bpm: BPM(kind.bpm), firstBeat: TrackTime(0.1)), gain: Decibels(-14 + 0.691 - 10 * log10(energy)),
      start: TrackTime(0.1 + 4 * beat))
  }
  return (0..<10).map { (records[$0 % 5], records[($0 + 1 + $0 / 5) % 5]) }
}

/// White noise, −1…1, the same on every machine.
private struct SystemIndependentNoise {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }
  mutating func next() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(Int64(bitPattern: state)) / Double(Int64.max)
  }
}
