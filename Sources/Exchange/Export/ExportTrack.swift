import Music

/// A track as it goes to another program. Times are Segue's.
package struct ExportTrack: Sendable {
  /// Where its file is, on the machine that it goes to.
  package var path: String
  /// What it is called.
  package var tags: Tags
  /// Nil where it is not known.
  package var seconds: Double?
  /// Nil: none is known.
  package var grid: BeatGrid?
  /// Cues and loops on pads.
  package var pads: [ForeignPads.Pad]
  /// Where it starts when it is loaded; nil: nowhere of the DJ's own.
  package var start: TrackTime?
  /// As the DJ noted them.
  package var notes: TrackNotes
  /// How often it was played.
  package var plays: Int
  /// Where its file's time begins.
  package var origin: SoundOrigin

  /// A track of which nothing is known but what is given.
  package init(
    path: String, tags: Tags = Tags(), seconds: Double? = nil, grid: BeatGrid? = nil, pads: [ForeignPads.Pad] = [],
    start: TrackTime? = nil, notes: TrackNotes = TrackNotes(), plays: Int = 0, origin: SoundOrigin = .exact
  ) {
    (self.path, self.tags, self.seconds, self.grid, self.pads) = (path, tags, seconds, grid, pads)
    (self.start, self.notes, self.plays, self.origin) = (start, notes, plays, origin)
  }

  /// Its title; where none is tagged, its file's name.
  var title: String { ForeignTexts.given(tags.title) ?? path.split(separator: "/").last.map(String.init) ?? path }
}

/// Texts in XML.
enum XMLText {
  /// A text as an attribute's value: quotation marks, signs and line ends escaped; what XML cannot hold is left out.
  static func attribute(_ text: String) -> String {
    var written = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": written += "&amp;"
      case "<": written += "&lt;"
      case ">": written += "&gt;"
      case "\"": written += "&quot;"
      case "\t", "\n", "\r": written += "&#\(scalar.value);"
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      default: written.unicodeScalars.append(scalar)
      }
    }
    return written
  }

  /// ` NAME="value"`.
  static func pair(_ name: String, _ value: String) -> String { " \(name)=\"\(attribute(value))\"" }
}
