import Media
import Music
import Studio

/// What `segue master` is told.
package struct MasterWish {
  /// What kind of master.
  var preset = MasterGoal.Preset.streaming
  /// The record that it is to be like; nil but for `.reference`.
  package var reference: String?
  /// LUFS; nil: the preset's.
  package var loudness: Double?
  /// dBTP; nil: the preset's.
  package var truePeak: Double?
  /// Nil: what the output's name says, else WAV.
  var format: RecordingFormat?
  /// Frames a second; nil: the file's own where it has 48,000, else CD's.
  var rate: SampleRate?
  /// 16 or 24; 32 is float.
  package var bits = 24
  /// Where what was measured is written as JSON; nil: nowhere.
  package var analysis: String?
  /// A file, or a folder; nil: `NAME (Master)` in the folder that the shell stands in.
  package var output: String?

  /// Which value is wrong, and what may stand there.
  package struct Wrong: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String
  }

  /// As the command line has it: values by their options' names.
  package init(_ values: [String: String]) throws(Wrong) {
    reference = values["--reference"]
    if reference != nil { preset = .reference }
    if let text = values["--preset"] {
      guard let named = MasterGoal.Preset(rawValue: text) else {
        let words = MasterGoal.Preset.allCases.map(\.rawValue).joined(separator: ", ")
        throw Wrong(description: "“\(text)” is no preset: \(words)")
      }
      preset = named
    }
    guard (preset == .reference) == (reference != nil) else {
      throw Wrong(description: "a record to be like goes with its preset: --reference RECORD.flac")
    }
    loudness = try Self.number("--lufs", values, in: -40...0, "LUFS: --lufs -14")
    truePeak = try Self.number("--true-peak", values, in: -20...0, "dBTP: --true-peak -1")
    (analysis, output) = (values["--analysis"], values["--output"])
    try readForm(values)
  }

  private mutating func readForm(_ values: [String: String]) throws(Wrong) {
    if let text = values["--format"] {
      guard ["wav", "flac", "mp3"].contains(text), let named = RecordingFormat(ending: text) else {
        throw Wrong(description: "--format is wav, flac or mp3")
      }
      format = named
    }
    if let text = values["--rate"] {
      guard ["44100", "48000"].contains(text) else { throw Wrong(description: "--rate is 44100 or 48000") }
      rate = text == "48000" ? .video : .cd
    }
    if let text = values["--bits"] {
      guard let wanted = ["16": 16, "24": 24, "float": 32][text] else {
        throw Wrong(description: "--bits is 16, 24 or float")
      }
      bits = wanted
    }
  }

  private static func number(
    _ name: String, _ values: [String: String], in range: ClosedRange<Double>, _ what: String
  ) throws(Wrong) -> Double? {
    guard let text = values[name] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw Wrong(description: "\(name) wants \(what)")
    }
    return number
  }

  /// What the reference measures goes in. - Parameter measured: of it.
  func goal(_ measured: MasterAnalysis?) -> MasterGoal {
    var goal = MasterGoal(preset, reference: measured)
    if let loudness { goal.loudness = loudness }
    if let truePeak { goal.truePeak = truePeak }
    return goal
  }
}
