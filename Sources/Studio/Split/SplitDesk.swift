import CStudio
import Media
import Music
import Platform

/// Splits tracks, one after the other, with nets that are read once. One thread.
package final class SplitDesk {
  private let media: MediaProgram
  private let model: Result<VoiceModel, SplitError>
  private let cache: StemCache?
  private let cores: Int

  /// How far a track is.
  package enum Progress: Sendable {
    /// Another program splits it: its stems are waited for.
    case waiting
    /// The share done, 0…1; nil where the length is not known.
    case splitting(Double?)
  }

  /// - Parameters:
  ///   - data: the folder of Segue's data, which has the nets.
  ///   - cache: nil: nothing is kept but what is asked for.
  ///   - cores: how many may be used.
  package init(media: MediaProgram, data: String, cache: StemCache?, cores: Int) {
    self.media = media
    model = Result { () throws(SplitError) in try VoiceModel(path: VoiceModel.path(inData: data)) }
    self.cache = cache
    self.cores = cores
  }

  /// Why the nets are not there; nil where they are.
  package var lacking: SplitError? {
    if case .failure(let error) = model { error } else { nil }
  }

  /// What hears the voice where this engine is asked for. `auto` takes what there is.
  /// - Throws: `.noModel` where the engine needs nets that are not there.
  private func hearer(_ engine: SplitWish.Engine) throws(SplitError) -> Hearer {
    switch engine {
    case .auto: lacking == nil ? try hearer(.best) : .repetition
    case .classical: .repetition
    case .best, .fast: .nets(try model.get(), isFast: engine == .fast)
    }
  }

  /// A splitter for one track.
  /// - Throws: `.noModel` where the engine needs nets that are not there.
  package func splitter(
    _ choice: StemChoice, _ engine: SplitWish.Engine, at rate: SampleRate, grain: SampleGrain
  ) throws(SplitError) -> TrackSplitter {
    let hearing = try hearer(engine).hearing(at: rate, sideBySide: cores > 1)
    return TrackSplitter(choice, at: rate, hearing: hearing, grain: grain)
  }

  /// Splits one track, or takes the stems that the cache has. Blocks until they are in their place.
  /// - Parameters:
  ///   - progress: is told how far it is.
  ///   - goesOn: asked between pieces, every second or so; false gives up.
  /// - Throws: a `SplitError` or `MediaError`; nothing is left half made then.
  package func split(
    _ path: String, _ wish: SplitWish, progress: (Progress) -> Void, goesOn: () -> Bool
  ) throws -> SplitReport {
    let path = absolutePath(path)
    let maker = try maker(wish)
    var kept: StemFolder?
    if wish.format == .flac, let cache, let key = try key(of: path, maker, wish) {
      let answer = try found(key, in: cache, wish) {
        progress(.waiting)
        return goesOn()
      }
      switch answer {
      case .there(let entry): return try take(entry, for: path, wish)
      case .missing(let folder): kept = folder
      case nil: break
      }
    }
    defer { kept?.abandon() }
    if let kept, wish.staysInCache {
      var report = try make(path, wish, maker, in: kept, progress, goesOn)
      try put(&report, into: kept)
      return report
    }
    let stems = try StemFolder(Self.place(for: path, wish))
    defer { stems.abandon() }
    var report = try make(path, wish, maker, in: stems, progress, goesOn)
    if let kept {
      // The cache's disk may be full: what was asked for is there all the same.
      var copy = report
      if (try? kept.fill(with: report.files.map(\.path))) != nil { try? put(&copy, into: kept) }
    }
    try finish(&report, wish, stems)
    return report
  }

  /// What makes the stems.
  private enum Maker {
    case segue(StemChoice, Hearer)
    case own(OwnSplitter)
  }

  private func maker(_ wish: SplitWish) throws(SplitError) -> Maker {
    guard let own = wish.own else {
      return .segue(wish.removesVoice ? .two : wish.choice, try hearer(wish.engine))
    }
    return .own(own)
  }

  private func make(
    _ path: String, _ wish: SplitWish, _ maker: Maker, in stems: StemFolder, _ progress: (Progress) -> Void,
    _ goesOn: () -> Bool
  ) throws -> SplitReport {
    switch maker {
    case .segue(let choice, let hearer): try make(path, choice, wish, hearer, in: stems, progress, goesOn)
    case .own(let own): try own.make(path, wish, media, in: stems, progress, goesOn)
    }
  }

  /// What the stems of a track are kept by; nil where its sound cannot be told, and need not be.
  private func key(
    of path: String, _ maker: Maker, _ wish: SplitWish
  ) throws(MediaError) -> StemCache.Key? {
    let probed = media.probe([path]).first
    if let failure = probed?.failure, wish.staysInCache { throw failure }
    return probed?.contentID.map { content in
      let content = ContentID(hex: content)
      return switch maker {
      case .segue(let choice, let hearer):
        StemCache.Key(
          content, engine: hearer.word, version: "\(hearer.version).\(Self.version)", stems: choice.rawValue)
      case .own(let own):
        StemCache.Key(content, engine: own.word, version: own.version, stems: own.kinds.count)
      }
    }
  }

  /// Asks the cache; nil where it cannot be written and need not be.
  private func found(
    _ key: StemCache.Key, in cache: StemCache, _ wish: SplitWish, waits: () -> Bool
  ) throws(SplitError) -> StemCache.Answer? {
    do throws(SplitError) { return try cache.ask(for: key, waits: waits) } catch {
      if error.kind == .cancelled || wish.staysInCache { throw error }
      return nil
    }
  }

  /// Puts stems that the cache has where they are wanted.
  private func take(_ entry: StemCache.Entry, for path: String, _ wish: SplitWish) throws -> SplitReport {
    var report = SplitReport(entry, of: path)
    if wish.staysInCache { return report }
    let stems = try StemFolder(Self.place(for: path, wish))
    defer { stems.abandon() }
    try stems.fill(with: entry.files.map(\.path))
    try finish(&report, wish, stems)
    return report
  }

  /// Splits a track into a folder; the files are ended, and not in their place yet.
  private func make(
    _ path: String, _ choice: StemChoice, _ wish: SplitWish, _ hearer: Hearer, in stems: StemFolder,
    _ progress: (Progress) -> Void, _ goesOn: () -> Bool
  ) throws -> SplitReport {
    let start = monotonicSeconds()
    let stamp = FileStamp(at: path)
    let stream = try SoundStream(path, by: media)
    try stems.open(choice.kinds, format: wish.format, rate: stream.sampleRate)
    var warnings: [String] = []
    if wish.engine == .auto, let lacking {
      warnings.append("\(lacking) It was split without them, by the classical engine.")
    }
    let hearing = hearer.hearing(at: stream.sampleRate, sideBySide: cores > 1)
    let splitter = TrackSplitter(
      choice, at: stream.sampleRate, hearing: hearing, grain: wish.format == .float ? .float : .whole)
    var frames = 0
    let emit: TrackSplitter.Emit = { pieces in
      guard goesOn() else { throw SplitError(.cancelled, "\(fileName(path)): given up, nothing was kept.") }
      try stems.write(pieces)
      frames += pieces[0].count / 2
      progress(.splitting(stream.expectedFrames.map { min(1, Double(frames) / Double(max(1, $0))) }))
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
    guard FileStamp(at: path) == stamp else { throw SplitError.changed(path) }
    warnings += Self.remarks(on: splitter, stream, length: Double(frames) / stream.sampleRate.hz)
    return SplitReport(
      path: path, files: choice.kinds.map { ($0, stems.path($0, wish.format)) }, bytes: try stems.close(),
      model: hearer.name, modelVersion: "\(hearer.version)", runtime: "segue-cpu \(Self.version)",
      seconds: monotonicSeconds() - start, length: Seconds(Double(frames) / stream.sampleRate.hz), warnings: warnings)
  }

  /// Puts what was asked for in its place, and has the report say where that is.
  private func finish(_ report: inout SplitReport, _ wish: SplitWish, _ stems: StemFolder) throws(SplitError) {
    guard wish.removesVoice else { return try put(&report, into: stems) }
    let file = "\(folder(of: stems.place))/\(baseName(report.path)) (Instrumental).\(wish.format.ending)"
    let size = zip(report.files, report.bytes).first { $0.0.kind == .instrumental }?.1 ?? 0
    (report.files, report.bytes) = ([(.instrumental, file)], [size])
    try stems.keep(only: .instrumental, format: wish.format, as: file)
  }

  private func put(_ report: inout SplitReport, into stems: StemFolder) throws(SplitError) {
    report.files = report.files.map { ($0.kind, "\(stems.place)/\(fileName($0.path))") }
    try stems.finish(sidecar: report.json.line + "\n")
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
