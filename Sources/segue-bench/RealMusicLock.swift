import Engine
import Glibc
import Media
import Music
import Support

/// Ten minutes of beat lock on two real tracks of the corpus. - Returns: nil where the corpus is not there.
func realMusicLock(seconds: Double, keyLock: KeyLockEngine) -> BeatLockSet? {
  guard let a = corpusRecord("lmms_EsoXLB-CPU", bpm: 128, stems: [.drums, .bass, .other], start: 40),
    let b = corpusRecord("con_techno_130_5", bpm: 130.5, stems: [.vocals, .drums, .bass, .other], start: 16)
  else { return nil }
  return BeatLockSet(a, b, seconds: seconds, keyLock: keyLock)
}

/// A track of the corpus with its stems; its grid is the truth: a constant tempo from its first frame on.
private func corpusRecord(_ name: String, bpm: Double, stems: [StemKind], start: Double) -> BeatLockSet.Record? {
  guard let folder = Corpus.folder else { return nil }
  func sound(_ path: String) -> [Float]? {
    for ending in ["ogg", "flac"] {
      guard let file = try? SoundFile(path: "\(folder)/ready/\(path).\(ending)"), file.channels == 2 else { continue }
      var samples: [Float] = []
      var buffer = [Float](repeating: 0, count: 2 * 65_536)
      while true {
        let count = file.read(into: &buffer, frames: 65_536)
        if count == 0 { return samples }
        samples.append(contentsOf: buffer[..<(2 * count)])
      }
    }
    return nil
  }
  guard let whole = sound(name) else { return nil }
  var parts: [(StemKind, [Float])] = []
  for stem in stems {
    guard let part = sound("stems/htdemucs/\(name)/\(stem.rawValue)") else { return nil }
    parts.append((stem, Array(part.prefix(whole.count))))
  }
  return BeatLockSet.Record(bpm: bpm, sound: whole, stems: parts, start: start)
}
