import Engine
import Media
import Music
import Platform
import Suggestion

/// A whole song that is to be made of one song's voice and another one's instrumental.
package struct SongWish: Sendable, Hashable, Codable {
  /// The files.
  package var vocals: String, instrumental: String
  /// Where it goes; the ending says the format.
  package var output: String
  /// How the voice is laid over the instrumental.
  package var arrange = MashupArrangement.follow
  /// What makes room for the voice.
  var parts = MashPart.usual
  /// By how much both are shifted.
  var keys = SongKeys.open
  /// The voice and the instrumental are written as well, each to a file of its own.
  package var hasStems = false
  /// Where to write the journal that renders the same again; nil: nowhere.
  package var journal: String?
  /// How far is stretched and shifted, and how loud the voice is.
  package var rules: MashupRules
  /// The loudness that it is brought to, LUFS.
  package var loudness: Double

  /// - Parameter settings: which rules and which loudness.
  package init(vocals: String, instrumental: String, output: String, settings: Settings) {
    (self.vocals, self.instrumental, self.output) = (vocals, instrumental, output)
    (rules, loudness) = (settings.mashup, settings.targetLoudness.value)
  }

  /// Both are shifted by so many semitones, −12…12, whatever would be planned.
  package mutating func shift(voice: Double, beat: Double) {
    keys = .byHand(MashKeys(voice: voice, beat: beat))
  }

  /// What is left of the instrumental's own voice is held down while the other one sings.
  package mutating func gate() { parts.insert(.gate) }
}

/// By how much the voice and the instrumental of a song are shifted.
enum SongKeys: Sendable, Hashable, Codable {
  /// They are planned when it is made.
  case open
  /// As a partner was listed and heard ahead, or as a mash is on.
  case planned(MashKeys)
  /// As a DJ has set it.
  case byHand(MashKeys)

  /// Nil: still to be planned.
  var known: MashKeys? {
    switch self {
    case .open: nil
    case .planned(let keys), .byHand(let keys): keys
    }
  }

  /// A DJ has set them.
  var isByHand: Bool { if case .byHand = self { true } else { false } }
}

/// How far the making of a song is.
package struct SongProgress {
  /// "1:04 of the voice measured".
  package var words: String
  /// Of the whole, 0…1.
  package var share: Double

  /// What comes before there is anything to render.
  init(planning words: String) { (self.words, share) = (words, 0) }

  /// - Parameters:
  ///   - pass: how often it was rendered already.
  ///   - passes: how often it is rendered in all.
  ///   - seconds: how much of it there is in this pass.
  ///   - length: of it all, seconds.
  init(_ seconds: Double, of length: Double, pass: Int, of passes: Int, _ what: String) {
    words = "\(clock(seconds)) \(what)"
    share = (Double(pass) + min(1, seconds / max(1, length))) / Double(passes)
  }
}
