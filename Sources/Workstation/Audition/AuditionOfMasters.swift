import Engine
import Media
import Music
import Platform
import Studio

/// A track and the master that Segue would make of it, one of which is heard.
struct MasterPair {
  let original: PCM
  let master: PCM
  /// At which both are as loud as the room, and as each other.
  let gains: (original: Decibels, master: Decibels)
  /// What both measure, a line each.
  let table: [String]
  /// The master is heard.
  var isMaster = true

  var sound: PCM { isMaster ? master : original }
  var gain: Decibels { isMaster ? gains.master : gains.original }
}

/// A master that was made of a track on a deck.
struct MadeMaster: Sendable {
  let original: PCM
  let master: PCM
  let report: MasterReport

  /// Blocks for some seconds. - Throws: why there is none, in a sentence.
  init(of original: PCM) throws(OfflineSet.Failure) {
    guard let made = PCM(capacity: max(1, original.framesReady), sampleRate: original.sampleRate) else {
      throw OfflineSet.Failure(description: "there is no memory left: close another program")
    }
    let report = Mastering(original, MasterGoal(.streaming)).write { made.append($0) }
    made.finish()
    (self.original, master, self.report) = (original, made, report)
    guard !report.settings.isNeutral else {
      throw OfflineSet.Failure(description: report.notes.first ?? "it is right already: its master would be itself")
    }
  }
}

/// A deck's track beside its master, equally loud: in the headphones, or in the room.
extension AuditionDesk {
  /// From where the deck stands.
  func startMaster(of deck: DeckID, isInRoom: Bool) {
    if !isInRoom, let refusal { return log.add(.warning, refusal) }
    guard let track = decks[deck].track else {
      return log.add(.warning, decks[deck].emptyComplaint)
    }
    let original = track.loaded.original
    number += 1
    var audition = Audition(
      number: number, track: track.track, facts: library.facts(of: track.track), place: .blend)
    (audition.isOfMaster, audition.isInRoom, audition.asked) = (true, isInRoom, monotonicTime())
    let place = engine.snapshot[deck].position.time(at: rate)
    audition.from = place.value < original.duration.value - 5 ? TrackTime(max(0, place.value)) : TrackTime(0)
    coming = audition
    if let madeMaster, madeMaster.original === original { return take(madeMaster, number) }
    unmastered = original
    makeMaster()
  }

  /// As soon as the track is read.
  func makeMaster() {
    guard let original = unmastered, original.isComplete else { return }
    unmastered = nil
    guard coming?.isOfMaster == true else { return }
    let number = number
    renderer.async { @Sendable [inbox] in
      do throws(OfflineSet.Failure) {
        let made = try MadeMaster(of: original)
        inbox.post { $0.take(made, number) }
      } catch {
        inbox.post { $0.notMastered(error.description, number) }
      }
    }
  }

  private func take(_ made: MadeMaster, _ number: Int) {
    madeMaster = made
    guard var audition = coming, audition.number == number else { return }
    let (before, after) = (made.report.before.loudness.integrated, made.report.after.loudness.integrated)
    let gain = gain(for: audition)
    audition.pair = MasterPair(
      original: made.original, master: made.master,
      gains: (gain, Decibels(gain.value + (before ?? 0) - (after ?? before ?? 0))),
      table: made.report.settings.words + MasterTable.lines(made.report))
    audition.sound = audition.pair?.sound
    coming = audition
    log.add(
      .note, "this is the master of \(audition.track.title), as loud as the track: up, down: from one to the other")
    begin()
  }

  private func notMastered(_ reason: String, _ number: Int) {
    guard let audition = coming, audition.number == number else { return }
    coming = nil
    log.add(.note, "no master of \(audition.track.title): \(reason)")
  }

  /// From the one to the other, where it is.
  func exchangeMaster() {
    guard var audition = heard, audition.pair != nil, position != nil else { return }
    audition.pair?.isMaster.toggle()
    guard let pair = audition.pair else { return }
    let loaded = engine.track(pair.sound, grid: nil)
    engine.exchangePreview(loaded, gain: pair.gain)
    (audition.sound, audition.serial, audition.hasBegun) = (pair.sound, loaded.serial, false)
    heard = audition
  }

  /// What is heard goes on in the room.
  func moveMasterIntoRoom() {
    guard var audition = coming ?? heard, !audition.isInRoom else { return }
    audition.from = position ?? audition.from
    audition.isInRoom = true
    coming = audition
    begin()
  }
}
