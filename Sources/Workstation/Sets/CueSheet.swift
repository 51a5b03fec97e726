import Engine
import Media
import Music
import Platform

/// The list of what was played, beside a recording: players show it as chapters. Written anew with each track, so that
/// a crash leaves what was played until then.
///
/// The format is that of CDRWIN: times are minutes, seconds and frames of which 75 are a second.
struct CueSheet {
  let path: String
  private let recording: String
  private let start: ClockFrame
  private let rate: SampleRate
  private var tracks: [Tracklist.Item] = []

  init(of recording: String, from start: ClockFrame, rate: SampleRate) {
    path = neighbour(of: recording, named: "\(baseName(recording)).cue")
    self.recording = recording
    self.start = start
    self.rate = rate
  }

  /// Adds a track that the room hears; one that was heard before the recording began stands at its beginning.
  /// - Returns: the sheet's text.
  mutating func add(_ heard: PlayedTracks.Entry) -> String {
    let seconds = max(0, Double(heard.frame.value - start.value) / rate.hz)
    tracks.append(Tracklist.Item(seconds: seconds, deck: heard.deck, track: heard.track))
    return Self.text(of: tracks, recording: recording)
  }

  /// Writes a sheet anew, whole or not at all. Blocks on the disk. - Returns: nil, or why it cannot be written.
  static func write(_ text: String, to path: String) -> String? {
    replaceFile(path, with: text).map { "the cue sheet \(path) cannot be written: \($0)" }
  }

  static func text(of tracks: [Tracklist.Item], recording: String) -> String {
    let kind = fileEnding(recording) == "mp3" ? "MP3" : "WAVE"
    var lines = ["REM COMMENT \"Segue\"", "TITLE \(quoted(baseName(recording)))"]
    lines.append("FILE \(quoted(fileName(recording))) \(kind)")
    for (index, item) in tracks.enumerated() {
      lines.append("  TRACK \(twoDigits(index + 1)) AUDIO")
      lines.append("    TITLE \(quoted(item.track.title))")
      if let artist = item.track.artist { lines.append("    PERFORMER \(quoted(artist))") }
      lines.append("    INDEX 01 \(place(item.seconds))")
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  /// A cue sheet has no way to write a quotation mark inside of two.
  private static func quoted(_ text: String) -> String { "\"\(text.printable.replacing("\"", with: "'"))\"" }

  private static func place(_ seconds: Double) -> String {
    let frames = Int(seconds * 75)
    return "\(twoDigits(frames / 75 / 60)):\(twoDigits(frames / 75 % 60)):\(twoDigits(frames % 75))"
  }
}
