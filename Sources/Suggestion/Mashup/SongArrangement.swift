import Music

/// How a voice is laid over a whole instrumental.
package enum MashupArrangement: String, BitwiseCopyable, Sendable, Hashable, CaseIterable, Codable {
  /// Verses on verses, hooks on drops and choruses, a breath where the instrumental breaks.
  case follow
  /// The hook alone, on each drop and chorus.
  case hook
  /// The whole song once, in one piece, where it fits best.
  case full
}

/// A piece of the voice and where it lies.
package struct VoicePlacement: Sendable, Hashable {
  /// A downbeat of the voice's grid.
  package var voiceBeat: Int
  /// The downbeat of the instrumental's grid on which it falls.
  package var beat: Int
  /// The voice is heard between these, which lie in its silence.
  package var heard: ClosedRange<TrackTime>
  /// The part that it comes from: "verse"; nil where that is not known.
  package var label: String?
  /// The part that it lies over.
  package var over: String?

  /// - Parameters:
  ///   - voiceBeat: a downbeat of the voice's grid, at or before the first that is heard.
  ///   - beat: the downbeat of the instrumental on which it falls.
  ///   - heard: in the voice's time.
  package init(voiceBeat: Int, beat: Int, heard: ClosedRange<TrackTime>, label: String? = nil, over: String? = nil) {
    (self.voiceBeat, self.beat, self.heard) = (voiceBeat, beat, heard)
    (self.label, self.over) = (label, over)
  }
}

/// A voice, an instrumental, and what is known of them.
package struct SongMaterial: Sendable {
  let voice: BlendTrack
  let beat: BlendTrack
  /// Where somebody sings, seconds, rising and apart; what is nearer than a breath is one.
  let sung: [ClosedRange<Double>]
  /// Bars of the instrumental in one of the voice: 1, 2 where it is sung at half time, 0.5 at double time.
  let multiple: Double

  /// Shorter silences are none: a consonant, a breath within a word.
  private static let breath = 0.15

  /// - Parameters:
  ///   - sung: spans of the voice, and lines of its words: nothing is cut within them.
  ///   - multiple: bars of the instrumental in one of the voice, a power of two.
  package init(
    voice: TrackAnalysis, over beat: TrackAnalysis, sung: [ClosedRange<TrackTime>], multiple: Double
  ) {
    self.voice = BlendTrack(voice)
    self.beat = BlendTrack(beat)
    self.multiple = multiple
    var spans: [ClosedRange<Double>] = []
    for span in sung.map({ $0.lowerBound.value...$0.upperBound.value }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = spans.last, span.lowerBound - last.upperBound < Self.breath {
        spans[spans.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
      } else {
        spans.append(span)
      }
    }
    self.sung = spans
  }
}

/// Lays a voice over a whole instrumental. Pure: the same facts give the same pieces.
/// - Returns: in order of time, none begins before the one before it has ended; one at least.
/// - Throws: why there is none, in a sentence.
package func arrangeSong(
  _ material: SongMaterial, _ way: MashupArrangement
) throws(ArrangementObstacle) -> [VoicePlacement] {
  if material.sung.isEmpty { throw ArrangementObstacle(description: "nobody sings in \(material.voice.name)") }
  for side in [material.voice, material.beat] where side.bars.count < 5 {
    throw ArrangementObstacle(
      description: "the bars of \(side.name) are not known: tap its grid, or say where a bar begins")
  }
  let arranger = SongArranger(material)
  let pieces =
    switch way {
    case .follow: arranger.following()
    case .hook: arranger.hooks()
    case .full: arranger.whole()
    }
  let placed = arranger.placements(of: pieces)
  guard !placed.isEmpty else {
    throw ArrangementObstacle(
      description: "no part of \(material.beat.name) has room for the voice of \(material.voice.name): "
        + (way == .full
          ? "nothing of it is sung while both play; tap the grid of the one whose bars lie elsewhere"
          : "try --arrange full"))
  }
  return placed
}

/// Why a voice cannot be laid over an instrumental, in a sentence.
package struct ArrangementObstacle: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  package let description: String
}

extension BlendTrack {
  fileprivate var name: String {
    analysis.tags.title.map { "“\($0)”" } ?? analysis.path.split(separator: "/").last.map(String.init) ?? "the track"
  }
}

private struct SongArranger {
  let material: SongMaterial
  var voice: BlendTrack { material.voice }
  var beat: BlendTrack { material.beat }

  init(_ material: SongMaterial) { self.material = material }

  enum Form { case hook, verse, quiet, edge }

  /// A part of either song, in its bars.
  struct Part {
    var form: Form
    var label: String?
    var bars: Range<Int>
  }

  /// Bars of the voice on a bar of the instrumental, with all that is sung in them.
  struct Piece {
    var voiceBar: Int
    var beatBar: Int
    var spans: [ClosedRange<Double>]
    var label: String?
    var over: String?
    /// A line that outlasts the instrumental ends with it, where there is no other.
    var mayBeCut = false
  }

  // MARK: The parts of both songs

  private static func form(_ label: String?) -> Form {
    switch label {
    case "chorus", "drop": .hook
    case "breakdown", "build", "bridge": .quiet
    case "intro", "outro": .edge
    default: .verse
    }
  }

  /// From downbeat to downbeat; the whole as one verse where its form is not known.
  private func parts(of track: BlendTrack) -> [Part] {
    let sections = track.analysis.sections ?? []
    guard !sections.isEmpty else { return [Part(form: .verse, label: nil, bars: 0..<track.bars.count)] }
    var parts: [Part] = []
    for section in sections {
      guard let start = track.bar(near: section.start_seconds) else { continue }
      let isLast = section.end_seconds >= track.bars[track.bars.count - 1].time + 0.5 * track.barLength
      let end = isLast ? track.bars.count : track.bar(near: section.end_seconds) ?? start
      if end > start { parts.append(Part(form: Self.form(section.label), label: section.label, bars: start..<end)) }
    }
    return parts
  }

  /// Parts of the voice in which somebody sings: hooks, and all else.
  private var sungParts: [Part] {
    parts(of: voice).filter { !spans(in: $0.bars).isEmpty }.map { part in
      var part = part
      if part.form != .hook { part.form = .verse }
      return part
    }
  }

  /// Where the voice may lie. Where the instrumental has no verses, its breaks are sung over.
  private var slots: [Part] {
    var slots = parts(of: beat)
    if !slots.contains(where: { $0.form == .verse }) {
      for index in slots.indices where slots[index].form == .quiet && slots[index].label != "build" {
        slots[index].form = .verse
      }
    }
    if !slots.contains(where: { $0.form == .verse || $0.form == .hook }) {
      for index in slots.indices { slots[index].form = .verse }
    }
    return slots
  }

  /// What is sung in bars of the voice: spans whose middle lies there.
  private func spans(in bars: Range<Int>) -> [ClosedRange<Double>] {
    let (start, end) = (voice.time(ofBar: bars.lowerBound), voice.time(ofBar: bars.upperBound))
    return material.sung.filter {
      let middle = ($0.lowerBound + $0.upperBound) / 2
      return start <= middle && middle < end
    }
  }

  /// Bars of the voice that lie over bars of the instrumental, and the reverse.
  private func voiceBars(_ bars: Int) -> Int { max(1, Int((Double(bars) / material.multiple).rounded())) }
  private func beatBars(_ bars: Int) -> Int { max(1, Int((Double(bars) * material.multiple).rounded())) }

  // MARK: Ways to lay them

  func following() -> [Piece] {
    let parts = sungParts
    let hooks = parts.filter { $0.form == .hook }
    let slots = slots
    // Where no part asks for a hook, the song goes on in its own order.
    let verses = slots.contains { $0.form == .hook } ? parts.filter { $0.form == .verse } : parts
    var pieces: [Piece] = []
    var (nextHook, nextVerse, usedBars) = (0, 0, 0)
    for slot in slots {
      let source =
        slot.form == .hook && !hooks.isEmpty ? hooks : slot.form == .edge || slot.form == .quiet ? [] : verses
      guard !source.isEmpty else { continue }
      var bar = slot.bars.lowerBound
      if slot.form == .hook, !hooks.isEmpty {
        // A hook begins at its beginning; a long drop has it again.
        while bar < slot.bars.upperBound {
          let part = hooks[nextHook % hooks.count]
          let length = min(beatBars(part.bars.count), slot.bars.upperBound - bar)
          if length < min(4, beatBars(part.bars.count)) { break }
          pieces.append(piece(part, from: 0, on: bar, bars: length, over: slot.label))
          bar += length
          nextHook += 1
        }
      } else {
        // Verses go on where the last one stopped.
        while bar < slot.bars.upperBound, nextVerse < verses.count {
          let part = verses[nextVerse]
          let length = min(beatBars(part.bars.count - usedBars), slot.bars.upperBound - bar)
          pieces.append(piece(part, from: usedBars, on: bar, bars: length, over: slot.label))
          bar += length
          usedBars += voiceBars(length)
          if usedBars >= part.bars.count { (nextVerse, usedBars) = (nextVerse + 1, 0) }
        }
      }
    }
    return pieces.filter { !$0.spans.isEmpty }
  }

  func hooks() -> [Piece] {
    let parts = sungParts
    let hooks = parts.filter { $0.form == .hook }
    // Without a chorus, what is sung most is the hook.
    func share(_ part: Part) -> Double {
      spans(in: part.bars).reduce(0) { $0 + $1.upperBound - $1.lowerBound } / Double(part.bars.count)
    }
    guard let best = (hooks.isEmpty ? parts : hooks).max(by: { share($0) < share($1) }) else { return [] }
    let loud = slots.filter { $0.form == .hook }
    var pieces: [Piece] = []
    for slot in loud.isEmpty ? slots.filter({ $0.form == .verse }) : loud {
      var bar = slot.bars.lowerBound
      let length = beatBars(best.bars.count)
      repeat {
        pieces.append(piece(best, from: 0, on: bar, bars: min(length, slot.bars.upperBound - bar), over: slot.label))
        bar += length
      } while bar + length <= slot.bars.upperBound
    }
    return pieces.filter { !$0.spans.isEmpty }
  }

  func whole() -> [Piece] {
    guard let first = material.sung.first, let last = material.sung.last else { return [] }
    let parts = partsWithVoice
    let start = parts.first.map { $0.bars.lowerBound } ?? 0
    let forms = Self.forms(self.parts(of: beat), count: beat.bars.count)
    func piece(on bar: Int) -> Piece {
      Piece(voiceBar: start, beatBar: bar, spans: material.sung, label: nil, over: nil, mayBeCut: true)
    }
    func worth(_ bar: Int) -> Double {
      var sum = 0.0
      for part in parts {
        for own in 0..<beatBars(part.bars.count) {
          let place = bar + beatBars(part.bars.lowerBound - start + 1) - beatBars(1) + own
          guard forms.indices.contains(place), let form = forms[place] else { continue }
          sum += form == part.form ? 1 : form == .edge ? 0.2 : 0.5
        }
      }
      // Of two as good ones the earlier: a song begins.
      return sum - 0.001 * Double(bar)
    }
    let starts = beat.bars.indices.filter { beat.isPhraseStart($0) }
    // All of it, where there is room for all; else what is lost is its end.
    let begun = starts.filter { startBar(of: first.lowerBound, in: piece(on: $0)) != nil }
    let whole = begun.filter { beatTime(of: last.upperBound, in: piece(on: $0)) <= beat.sound.upperBound }
    let candidates = [whole, begun, starts].first { !$0.isEmpty } ?? []
    guard let best = candidates.max(by: { worth($0) < worth($1) }) else { return [] }
    return [piece(on: best)]
  }

  /// Parts of the voice in which somebody sings for two bars at least, or a line has its middle: one line may go on
  /// through several.
  private var partsWithVoice: [Part] {
    parts(of: voice).filter { part in
      if !spans(in: part.bars).isEmpty { return true }
      let (start, end) = (voice.time(ofBar: part.bars.lowerBound), voice.time(ofBar: part.bars.upperBound))
      return material.sung.contains { min(end, $0.upperBound) - max(start, $0.lowerBound) >= 2 * voice.barLength }
    }.map { part in
      var part = part
      if part.form != .hook { part.form = .verse }
      return part
    }
  }

  private static func forms(_ parts: [Part], count: Int) -> [Form?] {
    var forms = [Form?](repeating: nil, count: count)
    for part in parts { for bar in part.bars where bar < count { forms[bar] = part.form } }
    return forms
  }

  private func piece(_ part: Part, from skipped: Int, on bar: Int, bars: Int, over: String?) -> Piece {
    let start = part.bars.lowerBound + skipped
    return Piece(
      voiceBar: start, beatBar: bar, spans: spans(in: start..<min(part.bars.upperBound, start + voiceBars(bars))),
      label: part.label, over: over)
  }

  // MARK: From pieces to what is heard

  /// Pieces that go on are one; where two would meet, the first loses its last lines that reach over, or the second its
  /// pickup: never a part of one.
  func placements(of pieces: [Piece]) -> [VoicePlacement] {
    var joined: [Piece] = []
    for piece in pieces {
      if let last = joined.last,
        Double(piece.beatBar - last.beatBar) == Double(piece.voiceBar - last.voiceBar) * material.multiple
      {
        joined[joined.count - 1].spans = last.spans + piece.spans.filter { !last.spans.contains($0) }
        if last.label != piece.label { joined[joined.count - 1].label = nil }
        if last.over != piece.over { joined[joined.count - 1].over = nil }
      } else {
        joined.append(piece)
      }
    }
    var placed: [VoicePlacement] = []
    for (index, piece) in joined.enumerated() {
      var spans = piece.spans
      // Nothing is sung behind the instrumental's end, or before its beginning.
      spans.removeAll { startBar(of: $0.lowerBound, in: piece) == nil }
      let begun = spans.first
      spans.removeAll { beatTime(of: $0.upperBound, in: piece) > beat.sound.upperBound }
      if spans.isEmpty, piece.mayBeCut, let begun, end(of: piece) > begun.lowerBound {
        spans = [begun.lowerBound...end(of: piece)]
      }
      if let last = placed.last, let free = end(of: last) {
        while let first = spans.first, let bar = startBar(of: first.lowerBound, in: piece),
          beat.time(ofBar: bar.beat) < free
        { spans.removeFirst() }
      }
      // What reaches into the next piece is left out there or here: here, where it is a tail.
      if index + 1 < joined.count {
        let next = joined[index + 1]
        let limit = beat.time(ofBar: next.beatBar) - lead
        while let last = spans.last, beatTime(of: last.upperBound, in: piece) > limit, spans.count > 1 {
          spans.removeLast()
        }
      }
      guard let first = spans.first, let last = spans.last, let bar = startBar(of: first.lowerBound, in: piece) else {
        continue
      }
      let (open, close) = (silence(before: first), min(silence(after: last), end(of: piece)))
      placed.append(
        VoicePlacement(
          voiceBeat: voice.bars[bar.voice].beat, beat: beat.bars[bar.beat].beat,
          heard: TrackTime(open)...TrackTime(max(open, close)), label: piece.label, over: piece.over))
    }
    return placed
  }

  /// The deck needs so long to come to another place.
  private var lead: Double { 2.5 * beat.barLength / Double(beat.beatsPerBar) }

  /// From when on another piece can begin, in the instrumental's time.
  private func end(of placement: VoicePlacement) -> Double? {
    guard let grid = voice.analysis.grid, let other = beat.analysis.grid else { return nil }
    let beats = (grid.beat(at: placement.heard.upperBound).value - Double(placement.voiceBeat)) * material.multiple
    return other.time(of: BeatPosition(Double(placement.beat) + beats)).value + lead
  }

  private func beatTime(of time: Double, in piece: Piece) -> Double {
    guard let grid = voice.analysis.grid, let other = beat.analysis.grid else { return .infinity }
    let beats = grid.beat(at: TrackTime(time)).value - Double(voice.bars[piece.voiceBar].beat)
    return other.time(of: BeatPosition(Double(beat.bars[piece.beatBar].beat) + beats * material.multiple)).value
  }

  /// The voice's time at which the instrumental ends, less a moment to close it in.
  private func end(of piece: Piece) -> Double {
    guard let grid = voice.analysis.grid, let other = beat.analysis.grid else { return 0 }
    let beats = other.beat(at: TrackTime(beat.sound.upperBound)).value - Double(beat.bars[piece.beatBar].beat)
    let place = Double(voice.bars[piece.voiceBar].beat) + beats / material.multiple
    return grid.time(of: BeatPosition(place)).value - 0.1
  }

  /// The bars on which the deck starts, so that a time of the voice is heard: at its silence before it or earlier; nil
  /// where one of the tracks has not begun there.
  private func startBar(of time: Double, in piece: Piece) -> (voice: Int, beat: Int)? {
    for back in 0...piece.voiceBar where isWhole(back) {
      let (voiceBar, beatBar) = (piece.voiceBar - back, piece.beatBar - Int(Double(back) * material.multiple))
      guard voiceBar >= 0, beatBar >= 0 else { break }
      // A tenth of a second for the ramp that opens it.
      if voice.bars[voiceBar].time <= time - 0.1 { return (voiceBar, beatBar) }
    }
    // It begins with the bar.
    return voice.bars[piece.voiceBar].time <= time + 0.02 ? (piece.voiceBar, piece.beatBar) : nil
  }

  private func isWhole(_ bars: Int) -> Bool {
    (Double(bars) * material.multiple).truncatingRemainder(dividingBy: 1) == 0
  }

  private func silence(before span: ClosedRange<Double>) -> Double {
    let last = material.sung.last { $0.upperBound <= span.lowerBound }?.upperBound ?? 0
    return max((last + span.lowerBound) / 2, span.lowerBound - 0.08)
  }

  private func silence(after span: ClosedRange<Double>) -> Double {
    let next = material.sung.first { $0.lowerBound >= span.upperBound }?.lowerBound ?? span.upperBound + 1
    // A voice rings out.
    return min((next + span.upperBound) / 2, span.upperBound + 0.3)
  }
}
