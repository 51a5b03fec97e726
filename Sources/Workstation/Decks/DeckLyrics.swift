import Engine
import Music
import Platform

/// The words of the deck's track: what is sung where, and how the deck gets there.
extension DeckController {
  /// The words have come, while the track is read.
  func take(_ lyrics: Lyrics, _ number: Int) {
    guard load.isCurrent(number), track != nil else { return }
    track?.lyrics = lyrics
    for note in lyrics.notes { log.add(.warning, "\(track?.track.title ?? name), words: \(note)") }
    guard let words = load.line, !state.isPlaying, let line = line(saying: words) else { return }
    start(at: line.start)
    log.add(.note, "\(name): “\(line.text)” at \(clock(line.start.value))")
  }

  /// Where the track says this, from the playhead on; nil, and said why, where it does not.
  func place(of words: String) -> TrackTime? {
    guard let track else {
      log.add(.warning, emptyComplaint)
      return nil
    }
    guard let lyrics = track.lyrics else {
      log.add(.warning, "\(name): its words are still being read")
      return nil
    }
    if lyrics.isEmpty {
      log.add(
        .warning,
        "\(name): no words were found of this track; a file \(baseName(track.track.path)).lrc beside it holds them")
      return nil
    }
    guard lyrics.isTimed else {
      log.add(.warning, "\(name): the words of this track have no times: an .lrc file beside it has them")
      return nil
    }
    guard let line = line(saying: words) else {
      log.add(.warning, "\(name): no line says “\(words.printable)”")
      return nil
    }
    return line.start
  }

  private func line(saying words: String) -> Lyrics.Line? {
    guard let lyrics = track?.lyrics else { return nil }
    return lyrics.line(saying: words, after: playhead).map { lyrics.lines[$0] }
  }
}

extension DeckController {
  /// "nobody sings on deck A for 9 bars": why its voice will not be heard though it was asked for; nil where it will,
  /// or it is not known who sings. - Parameter starts: the deck is started by what is asked for.
  func silenceOfVoice(starts: Bool = false) -> String? {
    guard let onDeck = track else { return nil }
    guard starts || state.isPlaying else { return "\(name) stands: nobody sings until it plays" }
    let sung = onDeck.shown.vocals.filter { $0.confidence >= 0.5 }
    guard !sung.isEmpty else { return nil }
    let here = playhead.value
    guard let next = sung.first(where: { $0.end_seconds > here }) else { return "nobody sings on \(name) any more" }
    guard let grid = onDeck.shown.grid else { return nil }
    let beats = (grid.beat(at: TrackTime(next.start_seconds)) - grid.beat(at: playhead)).value
    let bars = Int((beats / Double(grid.beatsPerBar)).rounded(.up))
    return bars > 2 ? "nobody sings on \(name) for \(bars) bars" : nil
  }
}
