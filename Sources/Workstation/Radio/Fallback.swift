import Dispatch
import Engine
import Media
import Music
import Platform

/// Music that is always there: a track held decoded in memory, which is heard a second after all else has gone silent,
/// over and over, until the autopilot has something again. No disk and no library is asked for it by then. The main
/// thread's; the file is read on a thread of its own.
final class Fallback {
  private let media: MediaProgram
  private let finder: TrackFinder
  let rate: SampleRate
  private let log: MessageLog
  private let inbox = MainQueue<Fallback>()
  private let worker = DispatchQueue(label: "segue.fallback", qos: .utility)
  /// What the config names; nil: the first track that is heard.
  private var wanted: String?
  private var held: (track: Track, decoding: Decoding)?
  private var isReading = false
  /// The config names another one; what plays is held until it does not any more.
  private var isOutdated = false
  /// A file that could not be read is tried again then.
  private var restsUntil = Seconds(0)
  private var quietSince: Seconds?
  /// The deck that it is on its way to, and since when.
  private var coming: (deck: DeckID, since: Seconds)?
  private var hasCalledNext = false

  /// So much of it is held.
  private static let length = Seconds(40)
  /// So long nothing plays before it does; and so long what plays may hold its breath.
  private static let (pause, breath) = (Seconds(1), Seconds(1.6))

  init(media: MediaProgram, finder: TrackFinder, rate: SampleRate, log: MessageLog) {
    (self.media, self.finder, self.rate, self.log) = (media, finder, rate, log)
  }

  /// It is to be this file. - Parameter path: nil: the first track that is heard.
  func use(_ path: String?) {
    guard path != wanted else { return }
    (wanted, isOutdated) = (path, true)
  }

  /// What is done thirty times a second.
  /// - Parameters:
  ///   - silence: how long there was nothing to hear in the mix.
  ///   - now: as the output counts it.
  /// - Returns: what is to be done now.
  func tick(
    _ snapshot: EngineSnapshot, _ decks: DeckPair, _ auto: AutopilotDesk, silence: Seconds, at now: Seconds
  ) -> [Command] {
    inbox.run(on: self)
    if isOutdated, !DeckID.allCases.contains(where: { isHeld(decks[$0].track) }) { (held, isOutdated) = (nil, false) }
    hold(snapshot, decks)
    guard let held else { return [] }
    if let deck = DeckID.allCases.first(where: { isHeld(decks[$0].track) && snapshot[$0].isPlaying }) {
      coming = nil
      return goOn(on: deck, snapshot, decks, auto)
    }
    hasCalledNext = false
    if let (deck, since) = coming {
      if isHeld(decks[deck].track), snapshot[deck].serial != nil { return begin(on: deck, snapshot) }
      if now - since > Seconds(2) { coming = nil }
      return []
    }
    let isHeard = DeckID.allCases.contains { snapshot[$0].isPlaying && snapshot[$0].audible > 0.01 }
    quietSince = isHeard ? nil : quietSince ?? now
    guard silence > Self.breath || quietSince.map({ now - $0 > Self.pause }) == true else { return [] }
    // A deck that loads may do so for long: the file of the other one may hang.
    let free = DeckID.allCases.filter { !snapshot[$0].isPlaying }
    // A track that stands ready beside a silent one takes over.
    if free.count == 1, snapshot[free[0]].serial != nil { return [] }
    guard let deck = free.first(where: { !decks[$0].load.awaitsStems }) ?? free.first else { return [] }
    log.add(.warning, "nothing else is to be heard: \(held.track.title), held for this, is played")
    decks[deck].load(.track(held.track), ready: held.decoding, at: .time(TrackTime(0)))
    coming = (deck, now)
    return []
  }

  /// What it holds; nil: nothing yet.
  var sound: PCM? { held?.decoding.pcm }

  private func isHeld(_ track: TrackOnDeck?) -> Bool {
    held.map { track?.loaded.original === $0.decoding.pcm } ?? false
  }

  /// It is on the deck: it plays, and turns round at its end without being told.
  private func begin(on deck: DeckID, _ snapshot: EngineSnapshot) -> [Command] {
    var commands = [
      loop(on: deck, snapshot, isOn: true),
      Command(.engine(.mixer(.set(.crossfader, deck == .a ? -1 : 1)))), Command(.engine(.deck(deck, .play))),
    ]
    // What plays there cannot be heard.
    if snapshot[deck.other].isPlaying { commands.append(Command(.engine(.deck(deck.other, .pause)))) }
    return commands
  }

  private func loop(on deck: DeckID, _ snapshot: EngineSnapshot, isOn: Bool) -> Command {
    let length = snapshot[deck].lengthFrames.seconds(at: rate) - Seconds(0.1)
    return Command(.engine(.deck(deck, .loopSet(TrackTime(0), max(length, Seconds(1)), isOn: isOn))))
  }

  /// It is heard: as soon as something else stands ready, that comes.
  private func goOn(
    on deck: DeckID, _ snapshot: EngineSnapshot, _ decks: DeckPair, _ auto: AutopilotDesk
  ) -> [Command] {
    let isThere = decks[deck.other].track != nil && snapshot[deck.other].serial != nil
    guard isThere, auto.blendStart != nil, !auto.isBlending, !hasCalledNext else { return [] }
    hasCalledNext = true
    return [loop(on: deck, snapshot, isOn: false), Command(.auto(.wish(.next)))]
  }

  // MARK: The file

  private func hold(_ snapshot: EngineSnapshot, _ decks: DeckPair) {
    guard held == nil, !isReading, monotonicTime() >= restsUntil, let path = wanted ?? firstHeard(snapshot, decks)
    else { return }
    isReading = true
    worker.async { @Sendable [inbox, media, finder, rate, messages = log.elsewhere] in
      var found: (track: Track, decoding: Decoding)?
      do {
        let frames = Int(Self.length.frames(at: rate).value)
        let decoding = try media.decode(path, rate: rate, part: 0..<frames)
        try decoding.wait()
        // A file that the library does not know stays so: it is no music to choose from.
        let known = try finder.library.track(at: path)
        found = (known ?? Track(id: TrackID(0), path: path, tags: decoding.tags), decoding)
      } catch {
        messages.post(.warning, "no music is held for when all else fails: \(error)")
      }
      inbox.post { [found] desk in
        (desk.held, desk.isReading, desk.restsUntil) = (found, false, monotonicTime() + Seconds(60))
        // Meanwhile another one was named: that is read now.
        if desk.wanted.map({ $0 != path }) == true { (desk.held, desk.restsUntil) = (nil, Seconds(0)) }
      }
    }
  }

  /// A track that is whole, long enough, and was heard for a while.
  private func firstHeard(_ snapshot: EngineSnapshot, _ decks: DeckPair) -> String? {
    guard let deck = snapshot.heardDeck, snapshot[deck].isHeard, let track = decks[deck].track,
      track.loaded.original.isComplete, track.loaded.original.duration > Seconds(40),
      snapshot[deck].position.time(at: rate) > TrackTime(10)
    else { return nil }
    return track.track.path
  }
}
