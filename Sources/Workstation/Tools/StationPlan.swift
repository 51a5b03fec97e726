import Glibc
import Library
import Music
import Platform
import Suggestion

/// What cannot be planned, in a sentence.
package struct NoStationPlan: Error, CustomStringConvertible {
  /// The sentence.
  package let description: String
}

/// `segue radio --plan`: what a station would play, when and why, without playing.
package struct StationPlan {
  /// What is wrong with the table, or with this library for it, in sentences.
  package let notes: [String]
  /// What is left out of the library, and why.
  package let remarks: [String]
  private let rows: [(play: ProgrammePlay, track: Track?)]
  private let names: [String]

  /// - Parameters:
  ///   - hours: how long it is planned for.
  ///   - date: when it begins, seconds since 1970; nil: now.
  ///   - path: of the library; nil: this user's.
  /// - Throws: that there is no library, or no music in it.
  package init(
    hours: Double, from date: Double?, settings: Settings, directories: AppDirectories, library path: String?
  ) throws {
    let path = path ?? directories.library
    guard access(path, F_OK) == 0 else {
      throw NoStationPlan(description: "there is no library at \(path) yet: segue scan FOLDER makes one")
    }
    let library = try Library(path: path)
    let programme = settings.programme
    let music = try StationMusic(library, for: programme)
    guard music.pool.count > 0 else {
      throw NoStationPlan(description: "there is no music in the library: segue scan FOLDER adds a folder")
    }
    let start = date ?? secondsSince1970()
    // The same plan for the same library and hour: what is on air has dice of its own.
    var planner = ProgrammePlanner(
      ProgrammeRun(programme), from: music.pool, at: start, jingles: music.jingles, suggest: settings.suggest,
      blend: settings.blend, dice: SeededRandom(seed: UInt64(max(0, start))))
    var rows: [(play: ProgrammePlay, track: Track?)] = []
    var found: [TrackID: Track] = [:]
    while planner.date < start + 3600 * hours {
      let plays = planner.next { utcOffset(at: $0) }
      if plays.isEmpty { break }
      for play in plays {
        if found[play.id] == nil { found[play.id] = try library.track(play.id) }
        rows.append((play, found[play.id]))
      }
    }
    (self.rows, remarks) = (rows, music.remarks)
    names = programme.dayparts.map(\.name)
    let isShort = planner.date < start + 3600 * hours
    notes = music.notes + (isShort ? ["nothing else is left to play after \(WallTime(here: planner.date).clock)"] : [])
  }

  /// A line a play: when, what, why.
  package var lines: [String] {
    rows.map { play, track in
      let name = track.map { ($0.artist.map { $0 + " – " } ?? "") + $0.title } ?? ""
      return "\(play.at.clock)\t\(name.printable)\t\(play.reasons.joined(separator: "; ").printable)"
    }
  }

  /// The same, an object a line.
  package var json: [String] {
    rows.map { play, track in
      JSON.object([
        ("at", .text(play.at.text)), ("path", JSON(track?.path)), ("title", JSON(track?.title)),
        ("artist", JSON(track?.artist)), ("daypart", JSON(play.daypart.map { names[$0] })),
        ("kind", .text(play.stand?.rawValue ?? "ident")), ("bpm", JSON(track?.bpm?.value)),
        ("energy", JSON(track?.energy)), ("tempo_change_percent", JSON(play.tempoChange)),
        ("reasons", .list(play.reasons.map(JSON.text))),
      ]).line
    }
  }

  /// Reads a length: "24h", "90m", "2". - Returns: hours; nil for what is none.
  package static func hours(_ text: String) -> Double? {
    let isMinutes = text.hasSuffix("m")
    let digits = isMinutes || text.hasSuffix("h") ? String(text.dropLast()) : text
    guard let number = Double(digits), number > 0, number <= (isMinutes ? 60 : 1) * 24 * 366 else { return nil }
    return isMinutes ? number / 60 : number
  }

  /// Reads when it begins, by this machine's clock: "14:00", its next time; "2026-12-01 06:00", or with a T between.
  /// - Returns: seconds since 1970; nil for what is no time.
  package static func date(_ text: String, now: Double) -> Double? {
    let parts = text.split { $0 == " " || $0 == "T" }.map(String.init)
    let clock = (parts.last ?? "").split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1],
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    if parts.count == 1 {
      return (0...1).lazy.map { localDate(of: now, days: $0, hour: hour, minute: minute) }.first { $0 >= now - 60 }
    }
    let day = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard day.count == 3, let year = day[0], let month = day[1], let number = day[2], (1970...9999).contains(year),
      (1...12).contains(month), (1...31).contains(number)
    else { return nil }
    return localDate(year: year, month: month, day: number, hour: hour, minute: minute)
  }
}
