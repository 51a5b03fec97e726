import Glibc
import Media
import Music
import Platform
import Support
import Testing

@Suite struct FolderScanTests {
  let folder: ScratchFolder
  init() throws { folder = try ScratchFolder() }

  private func scan(_ name: String = "") -> (files: [String], problems: [String]) {
    var scan = FolderScan()
    var files: [String] = []
    scan.walk(folder.path + name) {
      files.append(String($0.path.text.dropFirst(folder.path.count + 1)))
      return true
    }
    return (files, scan.problems)
  }

  private func make(_ names: String...) {
    for name in names {
      var path = folder.path
      for part in name.split(separator: "/").dropLast() {
        path += "/" + part
        mkdir(path, 0o700)
      }
      AudioFiles.write([1, 2, 3], to: folder.path + "/" + name)
    }
  }

  @Test func musicIsFoundAndTheRestIsNot() {
    make("a.MP3", "b.flac", "cover.jpg", ".hidden.wav", ".git/c.wav", "deep/er/d.m4a", "noending")
    #expect(scan().files == ["a.MP3", "b.flac", "deep/er/d.m4a"])
    #expect(scan().problems.isEmpty)
  }

  @Test func aFileComesWithItsSizeAndTime() {
    make("a.mp3")
    let file = FileStamp(at: folder.path + "/a.mp3")
    #expect(file?.bytes == 3 && (file?.modified ?? 0) > 1_500_000_000)
  }

  @Test func linksInCirclesEnd() {
    make("music/a.mp3")
    symlink(folder.path, folder.path + "/music/loop")
    symlink("nowhere", folder.path + "/music/broken.mp3")
    #expect(scan().files == ["music/a.mp3"])
  }

  @Test func stemsAreNoTracks() {
    make(
      "Song.flac", "Song (Vocals).flac", "Song (Instrumental).flac", "Ballad (Live).flac", "htdemucs/Song/vocals.wav",
      "htdemucs/Song/drums.wav", "htdemucs/Song/bass.wav", "htdemucs/Song/other.wav")
    #expect(scan().files == ["Ballad (Live).flac", "Song.flac"])
  }

  /// What came out beside the song is a track; only what a splitter leaves, two kinds or more, is not.
  @Test func oneVersionAloneIsATrack() {
    make(
      "Song.flac", "Song (Instrumental).flac", "Tune.mp3", "Tune (Acapella).mp3", "Tune - Vocals.wav", "Air.ogg",
      "Air_vocals.wav", "Air_drums.wav")
    #expect(
      scan().files == [
        "Air.ogg", "Song (Instrumental).flac", "Song.flac", "Tune (Acapella).mp3", "Tune - Vocals.wav", "Tune.mp3",
      ])
  }

  @Test func aFolderThatIsNotThereIsAProblemNotAFailure() {
    #expect(scan("/gone").problems.count == 1)
  }

  @Test func theWalkStopsWhenToldTo() {
    make("a.mp3", "b.mp3", "c.mp3")
    var count = 0
    var walk = FolderScan()
    let wentOn = walk.walk(folder.path) { _ in
      count += 1
      return count < 2
    }
    #expect(count == 2 && !wentOn)
  }
}
