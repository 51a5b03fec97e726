import Music

/// Which bars of a voice lie on which of an instrumental: by the parts of both songs.
struct SongArranger {
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
}
