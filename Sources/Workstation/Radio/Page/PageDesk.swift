import Broadcast
import Engine
import Library
import Music
import Platform

/// Keeps a station's page as it stands: off unless the config names a port. The main thread's.
final class PageDesk {
  private let log: MessageLog
  private let inbox = MainQueue<PageDesk>()
  private var server: PageServer?
  private var port: Int?
  private var nextShow = Seconds(0)
  private var played: [StationPage.Played] = []
  /// When what plays took over; it is in the list once something else has.
  private var current: (since: Double, title: String)?
  private var outline: (path: String, levels: [UInt8])?

  /// So many are listed.
  private static let listed = 20

  init(log: MessageLog) { self.log = log }

  /// Serves on this port from now on; nil: nowhere.
  func use(port: Int?) {
    guard port != self.port else { return }
    close()
    self.port = nil
    guard let port else { return }
    do throws(PageServer.Refusal) {
      let server = try PageServer(port: port)
      (self.server, self.port) = (server, port)
      log.add(.note, "the status page: \(server.address)")
    } catch { log.add(.warning, error.description) }
  }

  /// What was played before this program began, from the library. - Parameter plays: the newest first.
  func remember(_ plays: [StationPage.Played]) { played = Array((played + plays).prefix(Self.listed)) }

  /// What is done thirty times a second; the page is written anew once in one.
  func tick(_ snapshot: EngineSnapshot, at now: Seconds, _ picture: () -> StationPicture) {
    guard let server, now >= nextShow else { return }
    nextShow = now + Seconds(1)
    let picture = picture()
    notePlay(picture)
    var page = StationPage()
    page.station = picture.station
    page.now = self.now(picture)
    (page.next, page.played, page.loudness) = (picture.coming, played, picture.loudness)
    page.streams = picture.air?.streams.map { ($0.mount.address, $0.state.words) } ?? []
    page.onSince = picture.air.map { clock($0.seconds) }
    server.show(page)
  }

  /// Nobody is answered any more.
  func close() {
    server?.close()
    server = nil
  }

  private func notePlay(_ picture: StationPicture) {
    guard let title = picture.title?.line, current?.since != picture.since else { return }
    if let current { remember(before: current) }
    current = (picture.since, title)
  }

  private func remember(before current: (since: Double, title: String)) {
    let entry = StationPage.Played(time: WallTime(here: current.since).clock, title: current.title)
    played = Array(([entry] + played).prefix(Self.listed))
  }

  private func now(_ picture: StationPicture) -> StationPage.Now? {
    guard let title = picture.title else { return nil }
    var now = StationPage.Now(title: title.title, artist: title.artist)
    guard let track = picture.track, picture.length > Seconds(0) else { return now }
    now.share = picture.position.value / picture.length.value
    now.clock = "\(clock(max(0, picture.position.value))) of \(clock(picture.length.value))"
    if outline?.path != track.track.path || outline?.levels.isEmpty == true {
      let levels = track.shown.waveform.map { Self.halved(WaveformOutline($0).levels) } ?? []
      outline = (track.track.path, levels)
    }
    now.outline = outline?.levels ?? []
    return now
  }

  /// As many columns as a page has room for.
  private static func halved(_ levels: [UInt8]) -> [UInt8] {
    stride(from: 0, to: levels.count - 1, by: 2).map { max(levels[$0], levels[$0 + 1]) }
  }
}

/// What the page is made of, as the main thread has it.
struct StationPicture {
  var station: String
  var title: StreamTitle?
  /// When it took over, seconds since 1970.
  var since: Double
  /// What is heard, where it is on a deck.
  var track: TrackOnDeck?
  var position = TrackTime(0)
  var length = Seconds(0)
  var coming: ComingBlend?
  var loudness: MasterLoudness
  var air: AirStatus?
}

extension StreamStatus.State {
  fileprivate var words: String {
    switch self {
    case .onAir: "on air"
    case .connecting: "connecting"
    case .waiting(_, let why): "not on air: \(why)"
    case .ended: "ended"
    }
  }
}
