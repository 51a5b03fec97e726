import Dispatch
import Engine
import Library
import Media
import Music
import Platform
import Suggestion
import Synchronization

/// A planned mashup as it will sound, rendered ahead of time by the engine on the other clock. It is heard while the
/// rest of it is still rendered: the engine is several times faster than the music.
final class MashupClip: Sendable {
  /// One of the two tracks.
  struct Source: Sendable {
    var path: String
    /// The bars that are heard.
    var span: ClosedRange<TrackTime>
    /// As a deck holds it, whole and with its stems; nil: it is decoded.
    var loaded: LoadedTrack?
  }

  /// What is to be rendered.
  struct Job: Sendable {
    var voice: Source
    var beat: Source
    var plan: MashupPlan
    /// What auto-gain gives the instrumental.
    var gain: Decibels

    var key: Key { Key(voice: FilePath(voice.path), beat: FilePath(beat.path), plan: plan) }
  }

  /// Which clip it is.
  struct Key: Sendable, Hashable {
    var voice: FilePath
    var beat: FilePath
    var plan: MashupPlan
  }

  /// Grows while it is rendered.
  let sound: PCM
  private let isCancelled = Atomic<Bool>(false)
  private let isUnderWay = Atomic<Bool>(false)
  private struct Cancelled: Error {}

  /// - Returns: nil when memory is short.
  init?(_ plan: MashupPlan, beatsPerBar: Int, rate: SampleRate) {
    let seconds = Double(plan.bars * beatsPerBar) * 60 / plan.bpm.value
    guard seconds.isFinite, seconds < 600,
      let sound = PCM(capacity: Int(Seconds(seconds).frames(at: rate).value), sampleRate: rate)
    else { return nil }
    self.sound = sound
  }

  func cancel() { isCancelled.store(true, ordering: .relaxed) }
  /// Its files are being decoded, or it is being rendered.
  var hasBegun: Bool { isUnderWay.load(ordering: .relaxed) }
  var isDropped: Bool { isCancelled.load(ordering: .relaxed) }

  /// Renders it; blocks for seconds. - Throws: why it cannot be heard; nothing where it was cancelled.
  func render(_ job: Job, _ sounds: MashupSounds, _ library: Library, media: MediaProgram) throws {
    isUnderWay.store(true, ordering: .relaxed)
    let facts = BlendFacts(library: library, rules: BlendRules())
    let paths = [job.voice.path, job.beat.path]
    let grids = try paths.map { try facts.analysis(at: $0, length: 0).grid }
    if isDropped { return }
    let both = try sounds.find([job.voice, job.beat])
    if isDropped { return }
    let text = Self.journal(job, grids, sound.duration(of: sound.capacity), rate: sound.sampleRate)
    var set = OfflineSet(
      rate: sound.sampleRate, media: media, period: 512, decoded: both.mapValues(\.original))
    set.take(both.mapValues(\.stems))
    do {
      try set.play(try Journal(parsing: text, name: "the mashup")) { samples in
        if isDropped { throw Cancelled() }
        sound.append(samples)
      }
    } catch is Cancelled { return }
    sound.finish()
  }

  private static func journal(
    _ job: Job, _ grids: [BeatGrid?], _ length: Seconds, rate: SampleRate
  ) -> String {
    var lines = [Journal.header, "rate \(Int(rate.hz))"]
    for (deck, (source, grid)) in zip(DeckID.allCases, zip([job.voice, job.beat], grids)) {
      let spec = Journal.TrackSpec(
        path: source.path, grid: grid.map(Journal.GridSpec.known) ?? .none, stems: true)
      lines.append("@0s deck \(deck.word) load \(spec.words)")
    }
    lines.append("@0s \(Command(.engine(.mixer(.mashBalance(Decibels(job.plan.balance))))).line)")
    for deck in DeckID.allCases { lines.append("@0s \(Command(.engine(.deck(deck, .autoGain(job.gain)))).line)") }
    lines += job.plan.commands(voice: .a).map { "@0s \($0.line)" }
    lines.append("@\(fixed(length.value, 4))s end")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension PCM {
  fileprivate func duration(of frames: Int) -> Seconds { Seconds(Double(frames) / sampleRate.hz) }
}

/// The clips that are rendered or being rendered: the one that is wanted, and those that may come next. The main
/// thread's.
final class MashupClips {
  private let library: Library
  private let media: MediaProgram
  private let rate: SampleRate
  private let failed: @Sendable (MashupClip.Key, String) -> Void
  private let sounds: MashupSounds
  private let now = DispatchQueue(label: "segue.mashup", qos: .userInitiated, attributes: .concurrent)
  private let ahead = DispatchQueue(label: "segue.mashup.ahead", qos: .utility)
  /// Decodes what is rendered later while something else is rendered.
  private let decoder = DispatchQueue(label: "segue.mashup.decoder", qos: .utility)
  private var clips: [MashupClip.Key: MashupClip] = [:]
  /// What was heard, the last one last: who walks back hears it at once.
  private var recent: [MashupClip.Key] = []
  /// Sixteen bars are some 11 MB.
  private static let most = 8

  /// - Parameter failed: is told on another thread which clip cannot be heard, and why.
  init(
    _ library: Library, media: MediaProgram, rate: SampleRate,
    failed: @escaping @Sendable (MashupClip.Key, String) -> Void
  ) {
    (self.library, self.media, self.rate, self.failed) = (library, media, rate, failed)
    sounds = MashupSounds(library, media: media, rate: rate)
  }

  /// The sound of a clip that somebody waits for; it grows. - Returns: nil when memory is short.
  func sound(of job: MashupClip.Job, beatsPerBar: Int) -> PCM? {
    recent.removeAll { $0 == job.key }
    recent.append(job.key)
    if recent.count > Self.most { recent.removeFirst() }
    if let clip = clips[job.key], clip.hasBegun { return clip.sound }
    // One that has not begun waits behind others: what is waited for goes before them.
    clips.removeValue(forKey: job.key)?.cancel()
    return start(job, beatsPerBar, on: now)?.sound
  }

  /// What may be wanted next is rendered; what will not be is given up, but for what was heard lately and is whole.
  func prepare(_ jobs: [MashupClip.Job], keeping kept: MashupClip.Job?, beatsPerBar: Int) {
    let wanted = Set(jobs.map(\.key) + [kept?.key].compactMap(\.self))
    for (key, clip) in clips where !wanted.contains(key) && !(clip.sound.isComplete && recent.contains(key)) {
      clip.cancel()
      clips[key] = nil
    }
    for job in jobs where clips[job.key] == nil {
      guard let clip = start(job, beatsPerBar, on: ahead) else { continue }
      decoder.async { @Sendable [sounds] in
        if clip.isDropped { return }
        // What cannot be decoded is said once it is to be heard.
        _ = try? sounds.find([job.voice, job.beat])
      }
    }
  }

  /// Nothing is wanted any more.
  func drop() {
    for clip in clips.values { clip.cancel() }
    (clips, recent) = ([:], [])
    sounds.forget()
  }

  @discardableResult
  private func start(_ job: MashupClip.Job, _ beatsPerBar: Int, on queue: DispatchQueue) -> MashupClip? {
    guard let clip = MashupClip(job.plan, beatsPerBar: beatsPerBar, rate: rate) else { return nil }
    clips[job.key] = clip
    queue.async { @Sendable [library, media, sounds, failed] in
      if clip.isDropped { return }
      do { try clip.render(job, sounds, library, media: media) } catch { failed(job.key, "\(error)") }
    }
    return clip
  }
}
