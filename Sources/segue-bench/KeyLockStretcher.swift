import DSP
import Engine
import Glibc
import Media
import Music
import Support

/// Who stretches: Segue's engines on a deck, and programs that stretch files.
enum KeyLockStretcher: String, CaseIterable {
  case faster, finer
  case finerShort = "finer_short"
  case rubberband2, rubberband3, soundtouch, sox

  /// As the picture calls it.
  var shown: String {
    switch self {
    case .faster, .finer: rawValue
    case .finerShort: "finer-short"
    case .rubberband2: "rubberband −2"
    case .rubberband3: "rubberband −3"
    case .soundtouch: "SoundTouch"
    case .sox: "sox"
    }
  }

  var engine: KeyLockEngine? {
    switch self {
    case .faster: .faster
    case .finer: .finer
    case .finerShort: .finerShort
    default: nil
    }
  }

  /// One channel at another speed and the same pitch. - Returns: nil where the program is not installed or fails.
  func stretch(_ sound: [Float], percent: Double) -> [Float]? {
    if let engine { return deck(sound, engine, percent: percent) }
    guard let folder = try? ScratchFolder() else { return nil }
    let (source, output) = (folder.path + "/source.wav", folder.path + "/output.wav")
    // SoundTouch reads no floats.
    let steps = sound.map { ($0 * 8_388_608).rounded() }
    AudioFiles.write(AudioFiles.wave(steps, channels: 1, rate: 44_100, coding: .int24), to: source)
    let speed = 1 + percent / 100
    let words: [String] =
      switch self {
      case .rubberband2: ["rubberband", "-2", "-q", "-t", "\(1 / speed)", source, output]
      case .rubberband3: ["rubberband", "-3", "-q", "-t", "\(1 / speed)", source, output]
      case .soundtouch: ["soundstretch", source, output, "-tempo=\(percent)"]
      default: ["sox", "-D", source, "-b", "24", output, "tempo", "-m", "\(speed)"]
      }
    guard let done = try? Programs.run(words), done.status == 0 else { return nil }
    return Self.read(output)
  }

  private func deck(_ sound: [Float], _ engine: KeyLockEngine, percent: Double) -> [Float] {
    var rig = CurveRig(sound.flatMap { [$0, $0] })
    rig.say(.deck(.a, .keyLockEngine(engine)))
    rig.say(.deck(.a, .set(.tempo, percent)))
    let heard = rig.render(CurveRig.firstHeard + Int(Double(sound.count) / (1 + percent / 100)))[0]
    return Array(heard[CurveRig.firstHeard...])
  }

  private static func read(_ path: String) -> [Float]? {
    guard let file = try? SoundFile(path: path) else { return nil }
    var (sound, buffer) = ([Float](), [Float](repeating: 0, count: file.channels * 65_536))
    while true {
      let count = file.read(into: &buffer, frames: 65_536)
      if count == 0 { return sound }
      for frame in 0..<count { sound.append(buffer[frame * file.channels]) }
    }
  }
}
