import Music

/// From pieces to what is heard: where the voice is let in and taken out, in its silences.
extension SongArranger {
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

  func beatTime(of time: Double, in piece: Piece) -> Double {
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
  func startBar(of time: Double, in piece: Piece) -> (voice: Int, beat: Int)? {
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
