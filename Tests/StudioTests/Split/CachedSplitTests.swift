import Dispatch
import Glibc
import Media
import Music
import Platform
import Support
import Synchronization
import Testing

@testable import Studio

/// What the cache has is whole, is made once, and is made anew where it is damaged.
@Suite(.enabled(if: Programs.built("segue-media") != nil, "segue-media is not built"))
struct CachedSplitTests {
  private let folder: ScratchFolder
  private let cache: StemCache
  private let desk: SplitDesk

  init() throws {
    folder = try ScratchFolder()
    cache = StemCache(inCache: folder.path + "/cache")
    desk = Self.desk(folder, cache)
  }

  private static func desk(_ folder: ScratchFolder, _ cache: StemCache) -> SplitDesk {
    SplitDesk(
      media: MediaProgram(executable: Programs.built("segue-media") ?? ""), data: folder.path + "/nothing",
      cache: cache, cores: 1)
  }

  private func track(_ name: String, seed: UInt64 = 5, frames: Int = 20_000) -> String {
    let path = "\(folder.path)/\(name).wav"
    let noise = AudioFiles.noise(frames: frames, seed: seed)
    AudioFiles.write(AudioFiles.wave(noise, channels: 2, rate: 44_100, coding: .int16), to: path)
    return path
  }

  private func split(_ path: String, staysInCache: Bool = false, stems: StemChoice = .two) throws -> SplitReport {
    var wish = SplitWish()
    (wish.choice, wish.staysInCache) = (stems, staysInCache)
    return try desk.split(path, wish, progress: { _ in }, goesOn: { true })
  }

  private var names: [String] { folderEntries(cache.folder) ?? [] }

  @Test func theSecondSplitTakesTheFirstOnesStems() throws {
    let path = track("one")
    let first = try split(path)
    #expect(!first.isFromCache)
    #expect(
      first.files.map(\.path) == ["\(folder.path)/stems/one/vocals.flac", "\(folder.path)/stems/one/instrumental.flac"])
    // The same sound under another name.
    let other = track("other")
    let second = try split(other)
    #expect(second.isFromCache)
    #expect(folder.content(of: "stems/one/vocals.flac") == folder.content(of: "stems/other/vocals.flac"))
    #expect(textFile("\(folder.path)/stems/other/split.json") == second.json.line + "\n")
    #expect(StemSearch.stems(of: other).map(\.kind) == [.vocals, .instrumental])
    #expect(try !split(track("another", seed: 6)).isFromCache)
    #expect(cache.entries.count == 2 && names.count == 2)
  }

  @Test func stemsMayStayInTheCacheAndAreFoundBySound() throws {
    let path = track("song")
    let report = try split(path, staysInCache: true, stems: .four)
    #expect(folderEntries("\(folder.path)/stems") == nil)
    #expect(report.files.allSatisfy { $0.path.hasPrefix(cache.folder + "/") && access($0.path, R_OK) == 0 })
    var media = MediaProgram(executable: Programs.built("segue-media") ?? "")
    #expect(media.stems(of: path).isEmpty)
    media.stemCache = cache
    #expect(media.stems(of: path).map(\.path) == report.files.map(\.path))
    let moved = "\(folder.path)/moved.wav"
    #expect(rename(path, moved) == 0)
    #expect(media.stems(of: moved).map(\.kind) == [.vocals, .drums, .bass, .other])
    #expect(media.stems(of: track("unknown", seed: 9)).isEmpty)
  }

  @Test(arguments: ["cut", "no stem", "no account", "account cut"]) func whatIsDamagedIsMadeAnew(how: String) throws {
    let path = track("song")
    let report = try split(path, staysInCache: true)
    let place = Platform.folder(of: report.files[0].path)
    switch how {
    case "cut": truncate(report.files[0].path, 1000)
    case "no stem": unlink(report.files[1].path)
    case "no account": unlink("\(place)/\(StemCache.sidecar)")
    default: truncate("\(place)/\(StemCache.sidecar)", 40)
    }
    #expect(cache.entries.isEmpty)
    #expect(try !split(path, staysInCache: true).isFromCache)
    #expect(try split(path, staysInCache: true).isFromCache)
    #expect(names.count == 1)
  }

  @Test func whatIsGivenUpLeavesNothing() throws {
    let path = track("song", frames: 60_000)
    var wish = SplitWish()
    for staysInCache in [true, false] {
      wish.staysInCache = staysInCache
      var asked = 0
      let error = #expect(throws: SplitError.self) {
        try desk.split(path, wish, progress: { _ in }) {
          asked += 1
          return asked < 3
        }
      }
      #expect(error?.kind == .cancelled)
      #expect(names.isEmpty)
    }
  }

  @Test func twoAtOnceSplitOnce() throws {
    let path = track("song", frames: 200_000)
    let results = Mutex<[Result<SplitReport, any Error>]>([])
    let waits = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: 2) { @Sendable [folder, cache] _ in
      var wish = SplitWish()
      (wish.choice, wish.staysInCache) = (.two, true)
      let result = Result {
        try Self.desk(folder, cache).split(path, wish) { stage in
          // Who came first goes on when the other one is there.
          switch stage {
          case .waiting: waits.store(true, ordering: .relaxed)
          case .splitting: _ = eventually { waits.load(ordering: .relaxed) }
          }
        } goesOn: {
          true
        }
      }
      results.withLock { $0.append(result) }
    }
    let reports = try results.withLock { try $0.map { try $0.get() } }
    #expect(reports.count { $0.isFromCache } == 1 && waits.load(ordering: .relaxed))
    #expect(names.count == 1)
  }

  @Test func whoWaitsForAnotherOneMayGiveUp() throws {
    let path = track("song")
    let report = try split(path, staysInCache: true)
    let place = Platform.folder(of: report.files[0].path)
    StemCache.removeFolder(place)
    let other = try StemFolder(place)
    var waited = 0
    var wish = SplitWish()
    (wish.choice, wish.staysInCache) = (.two, true)
    let error = #expect(throws: SplitError.self) {
      try desk.split(path, wish) {
        if case .waiting = $0 { waited += 1 }
      } goesOn: {
        waited < 2
      }
    }
    #expect(error?.kind == .cancelled && waited == 2)
    other.abandon()
  }

  @Test func aFileThatIsStillWrittenIsNotKept() throws {
    let path = track("song", frames: 100_000)
    var wish = SplitWish()
    wish.staysInCache = true
    let error = #expect(throws: SplitError.self) {
      try desk.split(path, wish) { _ in
        let file = open(path, O_WRONLY | O_APPEND)
        _ = write(file, "more", 4)
        close(file)
      } goesOn: {
        true
      }
    }
    #expect(error?.description.contains("written to") == true)
    #expect(names.isEmpty)
  }

  @Test func aFullDiskLeavesNothingHalfMade() throws {
    guard let disk = try SmallDisk(kilobytes: 300) else { return }
    let path = track("song", frames: 200_000)
    var wish = SplitWish()
    let full = SplitDesk(
      media: MediaProgram(executable: Programs.built("segue-media") ?? ""), data: "/nothing",
      cache: StemCache(inCache: disk.path), cores: 1)
    // Beside the track there is room.
    #expect(try !full.split(path, wish, progress: { _ in }, goesOn: { true }).isFromCache)
    #expect(StemSearch.stems(of: path).count == 4)
    #expect(folderEntries(disk.path + "/stems") == [])
    wish.staysInCache = true
    let error = #expect(throws: MediaError.self) { try full.split(path, wish, progress: { _ in }, goesOn: { true }) }
    #expect(error?.kind == .diskFull)
    #expect(folderEntries(disk.path + "/stems") == [])
  }

  @Test func trimmingRemovesWhatWasNotUsedForLongest() throws {
    for (number, name) in ["one", "two", "three"].enumerated() {
      let report = try split(track(name, seed: UInt64(number)), staysInCache: true)
      var times = [timespec(tv_sec: 1000 + number, tv_nsec: 0), timespec(tv_sec: 1000 + number, tv_nsec: 0)]
      utimensat(AT_FDCWD, Platform.folder(of: report.files[0].path), &times, 0)
    }
    #expect(cache.entries.map { baseName($0.account.path) } == ["three", "two", "one"])
    // The oldest is used again.
    #expect(try split("\(folder.path)/one.wav", staysInCache: true).isFromCache)
    #expect(cache.entries.map { baseName($0.account.path) } == ["one", "three", "two"])
    let sum = cache.entries.reduce(0) { $0 + $1.bytes }
    #expect(cache.trim(to: sum).isEmpty)
    #expect(cache.trim(to: sum - 1).map { baseName($0.account.path) } == ["two"])
    #expect(cache.trim(to: 0).count == 2)
    #expect(names.isEmpty)
  }
}
