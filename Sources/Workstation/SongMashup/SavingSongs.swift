import Engine
import FoundationEssentials
import Media
import Music
import Platform

/// A whole song that is to be made of two while music plays.
struct SongJob: BackgroundJob {
  let wish: SongWish
  let title: String

  var file: String { wish.vocals }
}

/// Whole songs that are made while music plays.
typealias SongJobs = BackgroundJobs<SongJob, SavedSong>

extension SongJobs {
  /// - Parameters:
  ///   - library: the one that knows the files; nil: none.
  ///   - done: called on a job's thread.
  convenience init(
    _ directories: AppDirectories, _ media: MediaProgram, library: String?, done: @escaping @Sendable (Outcome) -> Void
  ) {
    self.init(
      "songs", doing: "saving", media,
      arguments: { job in
        let wish = (try? JSONEncoder().encode(job.wish)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return ["mashup-worker", wish, directories.data, directories.cache, library ?? ""]
      }, done: done)
  }
}

/// Mashups become whole songs while music plays.
extension Workstation {
  /// Does what is said of whole songs.
  func perform(_ command: SongCommand) {
    switch command {
    case .ofMash(let file):
      guard let singer = engine.snapshot.mash.voice else {
        return log.add(.warning, "no mash is on: mash a begins one, mashups save makes a song of the selected partner")
      }
      guard let voice = decks[singer].track?.track, let beat = decks[singer.other].track?.track else {
        return log.add(.warning, "\(decks[singer].track == nil ? singer.name : singer.other.name) is empty")
      }
      // As both decks sound now; where the instrumental's tempo has moved its key, the voice has gone along.
      let (own, other) = (decks[singer].state, decks[singer.other].state)
      func moved(_ state: DeckState) -> Double { soundingShift(0, ratio: state.setRatio, keyLock: state.keyLock) }
      let shift = own.keyShiftTarget + moved(own) - moved(other)
      let keys = MashKeys(voice: max(-12, min(12, thousandths(shift))), beat: thousandths(other.keyShiftTarget))
      save(voice, over: beat, keys: mash.hasPlannedKeys ? .planned(keys) : .byHand(keys), to: file)
    case .ofPartner(let file):
      guard let (voice, beat) = mashups.chosenTracks, let keys = mashups.chosenKeys else {
        return log.add(.warning, "no partner is selected: mashups lists them, mash save makes a song of a mash")
      }
      save(voice, over: beat, keys: .planned(keys), to: file)
    case .stop:
      let count = songs.stop()
      log.add(.note, count == 0 ? "no song is being saved" : "\(counted(count, "song")) not saved")
    }
  }

  private func save(_ voice: Track, over beat: Track, keys: SongKeys, to file: String?) {
    let title = "\(voice.title) over \(beat.title)"
    let name = file ?? "\(fileWords(voice.title))-over-\(fileWords(beat.title))"
    var path = plainPath(name.contains("/") ? name : "\(directories.recordings)/\(name)")
    if file == nil || fileEnding(path).isEmpty { path += ".flac" }
    guard RecordingFormat(ending: fileEnding(path)) != nil else {
      return log.add(.failure, "a song ends in .wav, .flac, .ogg, .opus or .mp3, not in .\(fileEnding(path))")
    }
    let mash = engine.snapshot.mash
    var wish = SongWish(vocals: voice.path, instrumental: beat.path, output: path, settings: songSettings)
    wish.parts = Set(MashPart.allCases.filter { mash.parts[$0.index] })
    wish.keys = keys
    wish.rules.balance = mash.balance
    wish.loudness = decks.a.gain.target.value
    let job = SongJob(wish: wish, title: title)
    if songs.contains(job) { return log.add(.note, "\(title) is being saved already") }
    songs.add([job])
    log.add(.note, "the whole of \(title) is being saved: the music plays on; mash save stop gives it up")
  }

  /// What became of a song.
  func take(_ outcome: SongJobs.Outcome) {
    switch outcome {
    case .givenUp: break
    case .failed(let job, let sentence): log.add(.failure, "\(job.title) is not saved: \(sentence)")
    case .made(let job, let song):
      if !song.notes.isEmpty { log.add(.warning, "\(job.title): \(song.notes.joined(separator: "; "))") }
      // The last message stays on the screen: where the song is.
      log.add(.note, "\(job.title) is saved: \(song.path)")
    }
  }
}

/// A title as part of a file's name: its letters and digits, a hyphen for all between them; so short that two of them
/// and an ending are a name everywhere.
func fileWords(_ title: String) -> String {
  var words = ""
  for character in title {
    let isWord = character.isLetter || character.isNumber
    if !isWord, words.isEmpty || words.last == "-" { continue }
    let next = isWord ? String(character) : "-"
    if words.utf8.count + next.utf8.count > 80 { break }
    words += next
  }
  while words.last == "-" { words.removeLast() }
  return words.isEmpty ? "song" : words
}
