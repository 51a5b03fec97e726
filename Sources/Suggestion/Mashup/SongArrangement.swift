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
