import Engine
import Music

/// The workstation as a station.
extension Workstation {
  /// Nobody sits in the chair: the autopilot plays, on air, and goes on by itself whatever happens.
  package func beginRadio() {
    let fallback = Fallback(media: media, finder: library.tracks, rate: rate, log: log)
    fallback.use(air.settings.fallback)
    radio = RadioDesk(
      directories: directories, files: files, log: log, lastSet: lastSet, nowPlaying: air.settings.nowPlaying,
      fallback: fallback)
    radio?.page.use(port: air.settings.pagePort)
    if air.isWanted { carryOut(Command(.air(.on))) }
  }

  /// The radio ends at the next bar; `wantsToQuit` says when. Music that has no bars ends now.
  package func endRadio() {
    for command in radio?.end(engine.snapshot, decks) ?? [] { carryOut(command) }
  }

  /// The config was read again: what is on air follows it without a gap, and the programme from the next choice on; the
  /// rest counts from the next start.
  package func use(_ settings: Settings) {
    air.use(settings.air)
    auto.use(settings.programme)
    radio?.fallback.use(settings.air.fallback)
    radio?.page.use(port: settings.air.pagePort)
    log.add(.note, "the config was read again")
  }

  /// What the station's page is made of.
  func picture(_ snapshot: EngineSnapshot) -> StationPicture {
    var picture = StationPicture(
      station: air.settings.station.name, title: air.title, since: air.titleSince, coming: auto.coming,
      loudness: masterMeter.loudness, air: air.shown)
    if let deck = snapshot.heardDeck, let track = decks[deck].track {
      picture.track = track
      picture.position = snapshot[deck].position.time(at: rate)
      picture.length = snapshot[deck].lengthFrames.seconds(at: rate)
    }
    return picture
  }
}
