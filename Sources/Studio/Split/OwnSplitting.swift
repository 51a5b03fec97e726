import Media
import Music
import Platform

extension OwnSplitter {
  /// Splits a track into a folder: it is decoded for the program, and the stems that this makes are written as Segue
  /// writes its own. Their files are ended, and not in their place yet.
  /// - Throws: a `SplitError` or `MediaError`.
  func make(
    _ path: String, _ wish: SplitWish, _ media: MediaProgram, in stems: StemFolder,
    _ progress: (SplitDesk.Progress) -> Void, _ goesOn: () -> Bool
  ) throws -> SplitReport {
    let start = monotonicSeconds()
    let stamp = FileStamp(at: path)
    let scratch = try stems.makeScratch()
    defer { stems.removeScratch() }
    let (track, length, warnings) = try decoded(path, media, into: scratch, goesOn)
    let sounds = try split(track, length: length, in: scratch, progress: { progress(.splitting($0)) }, goesOn: goesOn)
    guard FileStamp(at: path) == stamp else { throw SplitError.changed(path) }
    try stems.open(kinds, format: wish.format, rate: sounds[0].sampleRate)
    try copy(sounds, into: stems)
    return SplitReport(
      path: path, files: kinds.map { ($0, stems.path($0, wish.format)) }, bytes: try stems.close(), model: model,
      modelVersion: version, runtime: fileName(self.path), seconds: monotonicSeconds() - start, length: length,
      warnings: warnings)
  }

  /// The track as the program is given it: with a name and in a format that give it no trouble.
  private func decoded(
    _ path: String, _ media: MediaProgram, into scratch: String, _ goesOn: () -> Bool
  ) throws -> (track: String, length: Seconds, warnings: [String]) {
    let stream = try SoundStream(path, by: media)
    let writer = try SoundFileWriter(
      path: "\(scratch)/track.wav", format: .float, sampleRate: stream.sampleRate, channels: 2)
    var (frames, warnings) = (0, [String]())
    func next() throws -> [Float]? {
      do throws(MediaError) { return try stream.next() } catch {
        guard error.leavesSound else { throw error }
        warnings.append(error.sentence)
        return nil
      }
    }
    while let piece = try next() {
      guard goesOn() else { throw SplitError(.cancelled, "\(fileName(path)): given up, nothing was kept.") }
      try piece.withUnsafeBufferPointer { try writer.write($0) }
      frames += piece.count / 2
    }
    try writer.close()
    warnings += [stream.remark].compactMap { $0 }
    return (writer.path, Seconds(Double(frames) / stream.sampleRate.hz), warnings)
  }

  private func copy(_ sounds: [SoundFile], into stems: StemFolder) throws {
    let block = 65_536
    var buffers = sounds.map { _ in [Float](repeating: 0, count: 2 * block) }
    while true {
      let counts = sounds.indices.map { sounds[$0].read(into: &buffers[$0], frames: block) }
      guard let count = counts.min(), count > 0 else { return }
      for index in sounds.indices {
        try buffers[index].withUnsafeBufferPointer { samples in
          try stems.write(UnsafeBufferPointer(rebasing: samples[..<(2 * count)]), stem: index)
        }
      }
    }
  }
}
