import Music

/// A track as another program's library has it. Times are that program's own, in seconds from where it counts: for MP3
/// and AAC that is not always where Segue counts from.
package struct ForeignTrack: Sendable, Hashable, Codable {
  /// What its playlists call it.
  package var key: String
  /// Where its file is, or was: on Windows "C:/Music/a.mp3", on a Mac "/Volumes/USB/a.mp3". Empty where nothing says.
  package var path: String
  /// What it was called there.
  package var tags: Tags
  /// Nil where it is not known.
  package var seconds: Double?
  /// Bytes of the file; nil where it is not known.
  package var size: Int64?
  /// Stars and the like, as the DJ gave them there.
  package var rating: Int?
  /// Nil: none.
  package var comment: String?
  /// How often it was played there.
  package var plays: Int
  /// Years, months and days as "2019-08-29"; nil where nothing says.
  package var lastPlayed: String?
  /// The marks of its grid, in the file's order: nothing promises that they rise.
  package var marks: [GridMark]
  /// Its cues and loops, in the file's order.
  package var cues: [ForeignCue]
  /// It comes from a service on the net: there is no file.
  package var isStream: Bool

  /// A track of which nothing is known but what is given.
  package init(key: String = "", path: String = "", tags: Tags = Tags(), seconds: Double? = nil) {
    (self.key, self.path, self.tags, self.seconds) = (key, path, tags, seconds)
    (size, rating, comment, lastPlayed) = (nil, nil, nil, nil)
    (plays, marks, cues, isStream) = (0, [], [], false)
  }

  /// A place in a track from where a tempo holds.
  package struct GridMark: Sendable, Hashable, Codable {
    /// Where the beat is.
    package var seconds: Double
    /// Beats a minute from here on.
    package var bpm: Double
    /// Which beat of its bar this is, from 1; nil: not known.
    package var barBeat: Int?
    /// Beats in a bar.
    package var beatsPerBar: Int
    /// - Parameter barBeat: from 1.
    package init(seconds: Double, bpm: Double, barBeat: Int? = nil, beatsPerBar: Int = 4) {
      (self.seconds, self.bpm, self.barBeat, self.beatsPerBar) = (seconds, bpm, barBeat, beatsPerBar)
    }
  }
}

/// A cue or a loop as another program has it.
package struct ForeignCue: Sendable, Hashable, Codable {
  /// What it is there.
  package enum Kind: String, Sendable, Hashable, Codable {
    case cue, fadeIn, fadeOut, load, loop
    /// The mark of a grid that sits on a pad.
    case grid
  }
  /// What it is there.
  package var kind: Kind
  /// The pad, from 1; nil for a memory cue.
  package var pad: Int?
  /// From where the program counts.
  package var seconds: Double
  /// Where a loop ends; nil for a point.
  package var end: Double?
  /// Empty: none.
  package var name: String
  /// 0xRRGGBB; nil where none was chosen.
  package var colour: UInt32?

  /// - Parameter pad: from 1.
  package init(
    _ kind: Kind, pad: Int? = nil, seconds: Double, end: Double? = nil, name: String = "", colour: UInt32? = nil
  ) {
    (self.kind, self.pad, self.seconds, self.end, self.name, self.colour) = (kind, pad, seconds, end, name, colour)
  }
}

/// A playlist of another program.
package struct ForeignList: Sendable, Hashable, Codable {
  /// The folders that it lies in, the outermost first.
  package var folders: [String]
  /// As it is called there; two may have one name.
  package var name: String
  /// The tracks' keys or paths, in their order.
  package var tracks: [String]
  /// - Parameter tracks: keys or paths.
  package init(folders: [String] = [], name: String, tracks: [String] = []) {
    (self.folders, self.name, self.tracks) = (folders, name, tracks)
  }
}

/// The kinds of files that can be read.
package enum ForeignFormat: String, Sendable, Hashable, Codable, CaseIterable {
  case rekordboxXML, rekordboxStick, traktor, serato, engine, mixxx, iTunes, virtualDJ, m3u, pls, xspf, cueSheet

  /// As a DJ calls it.
  package var words: String {
    switch self {
    case .rekordboxXML: "rekordbox XML"
    case .rekordboxStick: "rekordbox stick"
    case .traktor: "Traktor NML"
    case .serato: "Serato"
    case .engine: "Engine DJ database"
    case .mixxx: "Mixxx database"
    case .iTunes: "iTunes XML"
    case .virtualDJ: "VirtualDJ database"
    case .m3u: "M3U playlist"
    case .pls: "PLS playlist"
    case .xspf: "XSPF playlist"
    case .cueSheet: "cue sheet"
    }
  }
}

/// What comes of a file while it is read, piece by piece: a library of 100 MB need not lie in memory.
package enum ForeignPiece: Sendable, Hashable {
  /// The program that wrote it, and its version; empty where it does not say.
  case program(name: String, version: String)
  case track(ForeignTrack)
  case list(ForeignList)
}

/// Why a file of another program could not be read, or not to its end, in a sentence without the file's name.
package struct ForeignFault: Error, Sendable, Hashable {
  /// "line 7 is not XML: …"
  package var sentence: String
  /// - Parameter sentence: what is wrong, and where.
  package init(_ sentence: String) { self.sentence = sentence }
}

/// What is refused of any file: more is a damaged file, or one that means harm.
package enum ForeignLimits {
  /// Tracks of a library.
  package static let tracks = 2_000_000
  /// Grid marks of a track.
  package static let marks = 20_000
  /// Cues of a track.
  package static let cues = 2_000
  /// Entries of all lists together.
  package static let entries = 20_000_000
  /// Elements within each other.
  package static let depth = 64
  /// Bytes of a playlist file.
  package static let playlistBytes = 64 << 20
  /// Seconds of a track.
  package static let seconds = 0.0...172_800
}
