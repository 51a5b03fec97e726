import DSP
import Engine
import Media
import Music
import Platform
import Suggestion

/// A file of a mashup: what is known of it, and its stems' sound.
struct MashupTrack {
  let path: String
  let analysis: TrackAnalysis
  /// The DJ has set its key.
  let isKeyByHand: Bool
  /// What is sung, by its words; without a word where nothing is known.
  let lyrics: Lyrics
  /// Where somebody sings: by the vocal stem, and the lines.
  let sung: [ClosedRange<TrackTime>]
  let kinds: [StemKind]
  /// What its stems sound like; nil without an instrumental.
  let facts: StemFacts?
  /// Integrated, of the stems of the bus that is heard; nil in silence.
  let loudness: LUFS?
  /// What was done to the stems, in sentences.
  let remarks: [String]

  /// Reads a file's stems. - Parameter bus: the one that is heard.
  /// - Throws: what is missing, and what would do, in a sentence.
  init(_ path: String, _ known: CorrectedAnalysis, bus: StemBus, media: MediaProgram) throws {
    self.path = path
    (analysis, isKeyByHand) = (known.analysis, known.isKeyByHand)
    let name = fileName(path)
    guard let grid = analysis.grid, grid.downbeat != nil else {
      throw OfflineSet.Failure(
        description: "\(name): no beat grid is known, so nothing can be laid on its bars: load it and correct its grid")
    }
    let decoding = try media.decode(path, rate: .cd)
    try decoding.wait()
    let found = LoadedStems.find(of: path, original: decoding.pcm, media: media, rate: .cd)
    if let refusal = found.refusal { throw OfflineSet.Failure(description: "\(name): \(refusal)") }
    kinds = found.stems.map(\.kind)
    let heard = found.stems.filter { $0.kind.bus == bus }
    guard !heard.isEmpty else {
      let wanted = bus == .vocal ? "vocals" : "instrumental"
      throw OfflineSet.Failure(
        description: found.stems.isEmpty
          ? "\(name) has no stems: split it (segue split), or put those of another splitter beside it"
          : "\(name) has no \(wanted) among its stems, only \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
    loudness = Self.loudness(of: heard.map(\.pcm))
    guard loudness != nil else {
      throw OfflineSet.Failure(
        description: bus == .vocal
          ? "nobody sings in \(name): its vocal stem is silent" : "the instrumental of \(name) is silent")
    }
    lyrics = media.lyrics([path]).first?.lyrics ?? Lyrics()
    let spans = (found.vocals ?? []).map {
      TrackTime($0.start_seconds)...TrackTime(max($0.start_seconds, $0.end_seconds))
    }
    facts = found.facts
    sung = spans + lyrics.lines(within: spans, of: decoding.pcm.duration)
    remarks = found.remarks.map { "\(name): \($0.text)" }
  }

  private static func loudness(of stems: [PCM]) -> LUFS? {
    guard let meter = LoudnessMeter(sampleRate: .cd) else { return nil }
    let count = stems.map(\.framesReady).max() ?? 0
    let piece = 1 << 18
    for start in stride(from: 0, to: count, by: piece) {
      let frames = min(piece, count - start)
      var sum = [Float](repeating: 0, count: 2 * frames)
      for stem in stems {
        let there = min(frames, stem.framesReady - start)
        for index in 0..<max(0, 2 * there) { sum[index] += stem.samples[2 * start + index] }
      }
      sum.withUnsafeBufferPointer { meter.addWeighted($0) }
    }
    return meter.programme.integrated
  }

  var key: MusicalKey? { analysis.key.flatMap(MusicalKey.init(parsing:)) }
  var grid: BeatGrid { analysis.grid ?? BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0)) }

  /// Its tempo in the middle of its sound.
  var bpm: BPM {
    let (first, last) = (analysis.cues.first_sound_seconds ?? 0, analysis.cues.last_sound_seconds ?? 0)
    return grid.bpm(at: TrackTime((first + max(first, last)) / 2))
  }

  /// As mashups are planned from it.
  var side: MashupSide {
    let spans = sung.map { $0.lowerBound.value...$0.upperBound.value }
    return MashupSide(
      analysis, stems: facts, lines: lyrics.lines.isEmpty ? [] : spans, isKeyByHand: isKeyByHand)
  }

  /// "Artist – Title".
  var title: String {
    guard let title = analysis.tags.title else { return fileName(path).printable }
    return ((analysis.tags.artist.map { $0 + " – " } ?? "") + title).printable
  }
}

extension Lyrics {
  /// Its lines as spans in which nothing is cut: those that meet the voice, in a track of this length. Lines of another
  /// version tell nothing.
  fileprivate func lines(within voice: [ClosedRange<TrackTime>], of duration: Seconds) -> [ClosedRange<TrackTime>] {
    let spans = lines.indices.filter { !lines[$0].text.isEmpty && lines[$0].start.value < duration.value }.map(span)
    let met = spans.filter { line in voice.contains { $0.overlaps(line) } }
    return 2 * met.count >= spans.count ? met : []
  }
}
