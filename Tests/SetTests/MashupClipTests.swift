import Engine
import Glibc
import Library
import Media
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// What is heard of a mashup ahead of time is rendered from its bars alone.
@Suite("Clips of mashups", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct MashupClipTests {
  private static let seconds = 110.0

  /// Two tracks; the stems of one lie 100 frames late, at half of their level, one of them the other way up.
  private func booth() throws -> Booth {
    let booth = try Booth()
    for (number, bpm) in [120.0, 123].enumerated() {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: Self.seconds, seed: UInt64(number + 3))
      let parts = [struckVoice(track, seconds: Self.seconds), track.signal.samples]
      let path = try writeTrack(
        "song\(number)", in: booth.music, stems: [(.vocals, parts[0]), (.instrumental, parts[1])])
      guard number == 1 else { continue }
      for (part, (name, gain)) in zip(parts, [("vocals", Float(0.5)), ("instrumental", -0.5)]) {
        let late = [Float](repeating: 0, count: 200) + part.map { $0 * gain }
        try write(Array(late[..<part.count]), to: "\(folder(of: path))/stems/song1/\(name).wav", .float)
      }
    }
    try booth.scanMusic(tracks: 2)
    return booth
  }

  /// Of a track in the library, a deck's.
  private func whole(_ path: String, _ media: MediaProgram) throws -> LoadedTrack {
    let decoding = try media.decode(path, rate: .cd)
    try decoding.wait()
    let stems = LoadedStems.find(of: path, original: decoding.pcm, media: media, rate: .cd)
    return LoadedTrack(serial: 1, original: decoding.pcm, stems: stems.stems, busLoudness: stems.loudness)
  }

  private func rendered(_ job: MashupClip.Job, _ library: Library, _ media: MediaProgram) throws -> PCM {
    let clip = try #require(MashupClip(job.plan, beatsPerBar: 4, rate: .cd))
    try clip.render(job, MashupSounds(library, media: media, rate: .cd), library, media: media)
    return clip.sound
  }

  @Test("Its bars alone sound as the whole tracks do, sample for sample")
  func barsAlone() throws {
    let booth = try booth()
    let media = try mediaProgram()
    let subject = try #require(try booth.library.track(at: "\(booth.music)/song1.wav"))
    let found = try booth.library.mashups(of: subject, limit: 4, rules: MashupRules())
    #expect(found.rows.count == 2)
    var places = 0
    for row in found.rows {
      let isOwnVoice = row.partner.way == .ownVoice
      let (voice, beat) = isOwnVoice ? (subject, row.track) : (row.track, subject)
      for plan in row.partner.plans.prefix(2) where plan.voice.upperBound.value < Self.seconds - 10 {
        var job = MashupClip.Job(
          voice: MashupClip.Source(path: voice.path, span: plan.voice),
          beat: MashupClip.Source(path: beat.path, span: plan.beat), plan: plan, gain: Decibels(-3))
        let bars = try rendered(job, booth.library, media)
        (job.voice.loaded, job.beat.loaded) = (try whole(voice.path, media), try whole(beat.path, media))
        let all = try rendered(job, booth.library, media)
        let count = 2 * all.framesReady
        #expect(count == 2 * bars.framesReady && bars.isComplete)
        let (one, other) = (bars.samples, all.samples)
        let isSame = (0..<min(count, 2 * bars.framesReady)).allSatisfy { one[$0] == other[$0] }
        #expect(isSame, "\(plan.voice) \(plan.beat)")
        #expect((0..<count).contains { abs(other[$0]) > 0.1 })
        places += 1
      }
    }
    #expect(places > 1)
  }

  @Test("Stems that are others by now are listened to before they are heard; those that are gone are said to be")
  func changedStems() throws {
    let booth = try booth()
    let media = try mediaProgram()
    let track = try #require(try booth.library.track(at: "\(booth.music)/song1.wav"))
    let sounds = MashupSounds(booth.library, media: media, rate: .cd)
    let source = MashupClip.Source(path: track.path, span: TrackTime(30)...TrackTime(50))
    let before = try #require(try sounds.find([source])[FilePath(track.path)])
    #expect(before.original.firstFrame == 26 * 44_100 && before.original.framesReady == 58 * 44_100)

    // The instrumental the right way up again: laid on its track it is what it was.
    let stem = "\(folder(of: track.path))/stems/song1/instrumental.wav"
    let decoding = try media.decode(stem, rate: .cd)
    try decoding.wait()
    try write((0..<2 * decoding.pcm.framesReady).map { -decoding.pcm.samples[$0] }, to: stem, .float)
    sounds.forget()
    let after = try #require(try sounds.find([source])[FilePath(track.path)])
    let (one, other) = (before.stems.stems, after.stems.stems)
    #expect(one.count == 2 && other.map(\.kind) == one.map(\.kind))
    for (a, b) in zip(one, other) {
      let frames = 2 * a.pcm.firstFrame..<2 * a.pcm.framesReady
      #expect(b.pcm.framesReady == a.pcm.framesReady && frames.allSatisfy { a.pcm.samples[$0] == b.pcm.samples[$0] })
    }

    unlink(stem)
    unlink("\(folder(of: track.path))/stems/song1/vocals.wav")
    sounds.forget()
    #expect(throws: OfflineSet.Failure.self) { try sounds.find([source]) }
  }
}
