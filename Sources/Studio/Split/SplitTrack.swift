import CStudio
import Media
import Music
import Platform

/// What is wanted of a split.
package struct SplitWish: Sendable {
  /// How a voice is heard.
  package enum Engine: String, Sendable, CaseIterable {
    /// The best that is there.
    case auto
    /// Both nets.
    case best
    /// The voice's net alone: half the work, some 0.5 dB less.
    case fast
    /// Without nets: what does not come back, in the middle. Some 2 dB less, and no model is needed.
    case classical
  }

  /// Into which stems.
  package var choice = StemChoice.four
  /// How.
  package var engine = Engine.auto
  /// Of the files.
  package var format = RecordingFormat.flac
  /// The folder in which the track's own folder of stems is made, or the track without its voice; nil: `stems` beside
  /// the track, or the track's own.
  package var folder: String?
  /// Only the track without its voice is wanted, as one file.
  package var removesVoice = false

  /// Four stems as FLAC, by the best engine there is.
  package init() {}
}

/// A track that was split.
package struct SplitReport: Sendable {
  /// The track.
  package var path: String
  /// The files that were made, by what they hold.
  package var files: [(kind: StemKind, path: String)]
  /// What heard the voice.
  package var model: String
  /// Of the model, as text.
  package var modelVersion: String
  /// What ran it.
  package var runtime: String
  /// Of the wall's clock.
  package var seconds: Double
  /// The track's.
  package var length: Seconds
  /// What the DJ should know, each a sentence.
  package var warnings: [String]

  /// As `--json` prints it, and as it lies beside the stems.
  package var json: JSON {
    .object([
      ("path", .text(path)),
      ("files", .object(files.map { (name: $0.kind.rawValue, value: .text($0.path)) })),
      ("duration_seconds", .number(length.value)), ("model_name", .text(model)),
      ("model_version", .text(modelVersion)), ("runtime", .text(runtime)), ("runtime_seconds", .number(seconds)),
      ("device", .text("cpu")), ("warnings", .list(warnings.map(JSON.text))),
    ])
  }
}

/// Splits tracks, one after the other, with nets that are read once. One thread.
package final class SplitDesk {
  private let media: MediaProgram
  private let model: Result<VoiceModel, SplitError>
  private let cores: Int

  /// - Parameters:
  ///   - data: the folder of Segue's data, which has the nets.
  ///   - cores: how many may be used.
  package init(media: MediaProgram, data: String, cores: Int) {
    self.media = media
    model = Result { () throws(SplitError) in try VoiceModel(path: VoiceModel.path(inData: data)) }
    self.cores = cores
  }

  /// A splitter for one track, and what hears the voice in it. `auto` takes what there is.
  /// - Throws: `.noModel` where the engine needs nets that are not there.
  package func splitter(
    _ choice: StemChoice, _ engine: SplitWish.Engine, at rate: SampleRate, grain: SampleGrain
  ) throws(SplitError) -> (splitter: TrackSplitter, model: String, version: Int) {
    var engine = engine
    if engine == .auto { engine = lacking == nil ? .best : .classical }
    let hearing: any VoiceHearing
    let name: (String, Int)
    switch engine {
    case .classical, .auto:
      hearing = RepetitionHearing(FrameSize(at: rate), at: rate)
      name = ("repetition", RepetitionHearing.version)
    case .best, .fast:
      hearing = NetHearing(try model.get(), isFast: engine == .fast, sideBySide: cores > 1)
      name = (VoiceModel.name + (engine == .fast ? " (voice)" : ""), VoiceModel.version)
    }
    return (TrackSplitter(choice, at: rate, hearing: hearing, grain: grain), name.0, name.1)
  }

  /// Why the nets are not there; nil where they are.
  package var lacking: SplitError? {
    if case .failure(let error) = model { error } else { nil }
  }

  /// Splits one track. Blocks until its stems are in their place.
  /// - Parameters:
  ///   - progress: is told the share done, 0…1; nil where the length is not known.
  ///   - goesOn: asked between pieces, every second or so; false gives up.
  /// - Throws: a `SplitError` or `MediaError`; nothing is left half made then.
  package func split(
    _ path: String, _ wish: SplitWish, progress: (Double?) -> Void, goesOn: () -> Bool
  ) throws -> SplitReport {
    let start = monotonicSeconds()
    let path = absolutePath(path)
    let stream = try SoundStream(path, by: media)
    let choice = wish.removesVoice ? .two : wish.choice
    let stems = try StemFolder(Self.place(for: path, wish))
    defer { stems.abandon() }
    try stems.open(choice.kinds, format: wish.format, rate: stream.sampleRate)
    var warnings: [String] = []
    if wish.engine == .auto, let lacking {
      warnings.append("\(lacking) It was split without them, by the classical engine.")
    }
    let made = try splitter(
      choice, wish.engine, at: stream.sampleRate, grain: wish.format == .float ? .float : .whole)
    let splitter = made.splitter
    var frames = 0
    let emit: TrackSplitter.Emit = { pieces in
      guard goesOn() else { throw SplitError(.cancelled, "\(fileName(path)): given up, nothing was kept.") }
      try stems.write(pieces)
      frames += pieces[0].count / 2
      progress(stream.expectedFrames.map { min(1, Double(frames) / Double(max(1, $0))) })
    }
    func next() throws -> [Float]? {
      do throws(MediaError) { return try stream.next() } catch {
        // What came before it is split as far as it goes.
        guard error.leavesSound else { throw error }
        warnings.append(error.sentence)
        return nil
      }
    }
    while let piece = try next() { try splitter.take(piece, emit) }
    try splitter.finish(emit)
    warnings += Self.remarks(on: splitter, stream, length: Double(frames) / stream.sampleRate.hz)
    var report = SplitReport(
      path: path, files: [], model: made.model, modelVersion: "\(made.version)", runtime: "segue-cpu \(Self.version)",
      seconds: monotonicSeconds() - start, length: Seconds(Double(frames) / stream.sampleRate.hz), warnings: warnings)
    if wish.removesVoice {
      let file = "\(folder(of: stems.place))/\(baseName(path)) (Instrumental).\(wish.format.ending)"
      report.files = [(.instrumental, file)]
      try stems.keep(only: .instrumental, format: wish.format, as: file)
    } else {
      report.files = choice.kinds.map { ($0, "\(stems.place)/\($0.rawValue).\(wish.format.ending)") }
      try stems.finish(sidecar: report.json.line + "\n")
    }
    return report
  }

  /// Where the stems of a track go: the folder that its name has in the wanted one.
  static func place(for path: String, _ wish: SplitWish) -> String {
    let beside = folder(of: path)
    let above = wish.folder.map(plainPath) ?? (wish.removesVoice ? beside : "\(beside)/stems")
    return "\(above)/\(baseName(path))"
  }

  private static func remarks(on splitter: TrackSplitter, _ stream: SoundStream, length: Double) -> [String] {
    var remarks = [stream.remark].compactMap { $0 }
    if splitter.clipped > 0 {
      remarks.append(
        "\(splitter.clipped) samples lie beyond full scale and were held there; --format float keeps them.")
    }
    if length < 3 { remarks.append("a track this short gives the nets little to hear: trust its stems less.") }
    if !segue_conv_wide() { remarks.append("this processor has no AVX2: splitting takes some eight times as long.") }
    return remarks
  }

  /// Of the splitter; raised where the same nets would give other stems.
  static let version = 1
}
