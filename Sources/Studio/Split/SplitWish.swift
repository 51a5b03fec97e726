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
  /// The user's own splitter; it goes before the engine, and makes as many stems as it makes.
  package var own: OwnSplitter?
  /// Of the files.
  package var format = RecordingFormat.flac
  /// The folder in which the track's own folder of stems is made, or the track without its voice; nil: `stems` beside
  /// the track, or the track's own.
  package var folder: String?
  /// Only the track without its voice is wanted, as one file.
  package var removesVoice = false
  /// The stems are wanted in the cache alone; only with `format` FLAC.
  package var staysInCache = false

  /// Four stems as FLAC, by the best engine there is.
  package init() {}

  /// Has tracks split by an engine of Segue's own or by a program of the user's, in words.
  /// - Throws: `.noModel` where there is none of this name.
  package mutating func use(engine words: String) throws(SplitError) {
    if let engine = Engine(rawValue: words) {
      (self.engine, own) = (engine, nil)
    } else {
      own = try OwnSplitter(words)
    }
  }
}

/// A track that was split.
package struct SplitReport: Sendable {
  /// The track.
  package var path: String
  /// The files that were made, by what they hold.
  package var files: [(kind: StemKind, path: String)]
  /// Their sizes, in their order.
  package var bytes: [Int64]
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
  /// It was split before, and the cache had its stems.
  package var isFromCache = false

  /// As `--json` prints it, and as it lies beside the stems.
  package var json: JSON {
    .object([
      ("path", .text(path)),
      ("files", .object(files.map { (name: $0.kind.rawValue, value: .text($0.path)) })),
      ("bytes", .object(zip(files, bytes).map { (name: $0.kind.rawValue, value: .number(Double($1))) })),
      ("duration_seconds", .number(length.value)), ("model_name", .text(model)),
      ("model_version", .text(modelVersion)), ("runtime", .text(runtime)), ("runtime_seconds", .number(seconds)),
      ("device", .text("cpu")), ("warnings", .list(warnings.map(JSON.text))),
      ("from_cache", .bool(isFromCache)),
    ])
  }
}
