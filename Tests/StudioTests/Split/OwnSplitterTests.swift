import Glibc
import Media
import Music
import Platform
import Support
import Testing

@testable import Studio

/// Splitters of the user's, played by scripts that say what Demucs says.
@Suite(.enabled(if: Programs.built("segue-media") != nil, "segue-media is not built"))
struct OwnSplitterTests {
  private let folder: ScratchFolder
  private let track: String

  init() throws {
    folder = try ScratchFolder()
    track = folder.path + "/so ng.wav"
    let noise = AudioFiles.noise(frames: 50_000, seed: 5)
    AudioFiles.write(AudioFiles.wave(noise, channels: 2, rate: 44_100, coding: .int16), to: track)
  }

  /// A program that takes Demucs' arguments: $out is the model's folder, $track the track.
  private func standIn(_ script: String) throws -> OwnSplitter {
    let path = folder.path + "/demucs"
    let text = """
      #!/bin/sh
      model=$2 out=$4/$2
      for track; do :; done
      mkdir -p "$out"
      \(script)
      """
    try Programs.writeScript(text + "\n", to: path)
    return OwnSplitter(path: path, model: "htdemucs")
  }

  private static let copies = #"for stem in vocals drums bass other; do cp "$track" "$out/$stem.wav"; done"#

  private func split(
    _ own: OwnSplitter, progress: @escaping (SplitDesk.Progress) -> Void = { _ in }, goesOn: () -> Bool = { true }
  ) throws -> SplitReport {
    let desk = SplitDesk(
      media: MediaProgram(executable: Programs.built("segue-media") ?? ""), data: "/nothing",
      cache: StemCache(inCache: folder.path + "/cache"), cores: 1)
    var wish = SplitWish()
    wish.own = own
    return try desk.split(track, wish, progress: progress, goesOn: goesOn)
  }

  private var leftovers: [String] {
    (folderEntries(folder.path + "/stems") ?? []) + (folderEntries(folder.path + "/cache/stems") ?? [])
  }

  @Test func itsStemsAreTakenAndItsBarsRead() throws {
    let own = try standIn(
      #"printf '  0%%|      | 0.0/30.0 [00:00<?]\r 50%%|###   | 15.0/30.0 [00:00<?]\r' >&2"# + "\n" + Self.copies)
    var shares: [Double] = []
    let report = try split(own) { if case .splitting(let share?) = $0 { shares.append(share) } }
    #expect(shares == [0, 0.5])
    #expect(report.model == "htdemucs" && report.runtime == "demucs" && !report.isFromCache)
    #expect(StemSearch.stems(of: track).map(\.kind) == [.vocals, .drums, .bass, .other])
    #expect(try SoundFile(path: report.files[0].path).frames == 50_000)
    #expect(Set(folderEntries(folder.path + "/stems/so ng") ?? []).count == 5)
    #expect(try split(own).isFromCache)
  }

  @Test(arguments: [
    ("exit 0", "no whole vocals stem"),
    (#"head -c 1000 "$track" > "$out/vocals.wav""#, "no whole vocals stem"),
    ("echo 'RuntimeError: it went wrong' >&2; exit 1", "demucs failed: RuntimeError: it went wrong"),
    ("echo 'torch.cuda.OutOfMemoryError: CUDA out of memory' >&2; exit 1", "too little memory"),
    ("kill -9 $$", "too little memory"),
    ("echo 'requests.exceptions.ConnectionError: x' >&2; exit 1", "no network"),
    (
      "yes 'a megabyte of such lines' | head -n 40000 >&2; exit 3", "demucs failed: a megabyte of such lines"
    ),
  ])
  func whatGoesWrongIsSaid(script: String, words: String) throws {
    let error = #expect(throws: SplitError.self) { try split(standIn(script)) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(leftovers.isEmpty)
  }

  /// It says why it failed and ends just after it was found silent, and before it is seen to have ended.
  @Test func itsLastWordsAreReadThoughItHasEnded() throws {
    let own = try standIn("echo $$ > '\(folder.path)/pid'; sleep 0.4; echo 'RuntimeError: it went wrong' >&2; exit 1")
    let error = #expect(throws: SplitError.self) {
      try split(
        own,
        goesOn: {
          guard let pid = Int32(String(decoding: folder.content(of: "pid"), as: UTF8.self).trimmed) else { return true }
          return eventually { textFile("/proc/\(pid)/stat")?.contains(") Z ") != false }
        })
    }
    #expect(error?.description.contains("demucs failed: RuntimeError: it went wrong") == true)
  }

  @Test func whatLeavesSomethingRunningIsDoneAllTheSame() throws {
    let report = try split(standIn(Self.copies + "\nsleep 1000 &"))
    #expect(report.files.count == 4)
    #expect(try split(standIn("exec 2>&-; " + Self.copies)).isFromCache == false)
  }

  @Test func whatIsGivenUpEndsWithAllThatItStarted() throws {
    let own = try standIn("sleep 1000 & echo $! > '\(folder.path)/pid'; wait")
    let error = #expect(throws: SplitError.self) {
      try split(own, goesOn: { access(folder.path + "/pid", F_OK) != 0 || folder.content(of: "pid").isEmpty })
    }
    #expect(error?.kind == .cancelled)
    let pid = try #require(Int32(String(decoding: folder.content(of: "pid"), as: UTF8.self).trimmed))
    // Until it is reaped by whom it was left to.
    #expect(eventually { kill(pid, 0) != 0 || textFile("/proc/\(pid)/stat")?.contains(") Z ") == true })
    #expect(leftovers.isEmpty)
  }

  @Test func onlyKnownProgramsAreDriven() {
    for words in ["", "magic", "demucs; rm", "demucs a b", "demucs ../x", "spleeter"] {
      #expect(throws: SplitError.self) { try OwnSplitter(words) }
    }
  }
}
