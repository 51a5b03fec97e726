import Glibc

/// A kind of file that a DJ's collection has, to be damaged: its ending and how it is made.
package struct MusicFormat: Sendable {
  /// How the bytes come about.
  enum Making: Sendable {
    /// By this module alone, of a WAVE file.
    case wave(@Sendable ([UInt8]) -> [UInt8])
    /// By FFmpeg's program, told so; of several files, one behind the other.
    case ffmpeg([[String]], @Sendable ([UInt8]) -> [UInt8] = { $0 })
  }

  /// What tells it from the others.
  package let name: String
  /// The end of the file's name.
  package let ending: String
  let making: Making

  init(_ name: String, ending: String? = nil, _ making: Making) {
    (self.name, self.ending, self.making) = (name, ending ?? name, making)
  }
}

/// Two seconds of music in every format that a DJ's collection has, plain ones and such as change within: joined,
/// chained, with several containers of tags.
package enum MusicFormats {
  package static let all: [MusicFormat] = plain + changing + tagged

  private static let plain = [
    MusicFormat("wav", .wave { $0 }), MusicFormat("flac", .ffmpeg([["-c:a", "flac"]])),
    MusicFormat("ogg", .ffmpeg([["-c:a", "libvorbis"]])), MusicFormat("opus", .ffmpeg([["-c:a", "libopus"]])),
    MusicFormat("mp3", .ffmpeg([["-c:a", "libmp3lame", "-metadata", "title=Damaged"]])),
    MusicFormat("m4a", .ffmpeg([["-c:a", "aac"]])), MusicFormat("aac", .ffmpeg([["-c:a", "aac", "-f", "adts"]])),
    MusicFormat("aiff", .ffmpeg([["-c:a", "pcm_s16be"]])), MusicFormat("alac.m4a", .ffmpeg([["-c:a", "alac"]])),
    MusicFormat("wma", .ffmpeg([["-c:a", "wmav2"]])),
  ]

  private static let bare = ["-b:a", "96k", "-write_xing", "0", "-id3v2_version", "0"]

  private static let changing = [
    MusicFormat("switching.mp3", ending: "mp3", .ffmpeg([bare, bare + ["-ac", "1"], bare + ["-ar", "22050"], bare])),
    MusicFormat(
      "switching.aac", ending: "aac", .ffmpeg([["-f", "adts"], ["-ac", "1", "-ar", "32000", "-f", "adts"]])),
    MusicFormat(
      "chained.ogg", ending: "ogg",
      .ffmpeg([["-c:a", "libvorbis"], ["-c:a", "libvorbis", "-ar", "48000"], ["-c:a", "libvorbis", "-ac", "1"]])),
    MusicFormat("chained.opus", ending: "opus", .ffmpeg([["-c:a", "libopus"], ["-c:a", "libopus", "-ac", "1"]])),
    MusicFormat("chained.oga", ending: "oga", .ffmpeg([["-c:a", "flac"], ["-c:a", "flac", "-sample_fmt", "s32"]])),
    MusicFormat(
      "joined.flac", ending: "flac",
      .ffmpeg([["-frame_size", "1152"], ["-sample_fmt", "s32"], ["-ac", "1", "-ar", "48000"]])),
    MusicFormat(
      "unfinished.wav", ending: "wav", .wave { $0[..<40] + [0, 0, 0, 0] + $0[44...] }),
    MusicFormat("half.aiff", ending: "aiff", .wave { Array(TagBytes.aiff($0, []).prefix($0.count / 2)) }),
  ]

  private static let words = [("TIT2", "Damaged"), ("TPE1", "Zoë"), ("TBPM", "128"), ("TKEY", "Am")]
  private static let id3v1 = TagBytes.id3v1(title: [0xC9, 0x74, 0xE9], artist: [0xCA, 0xE8, 0xED, 0xEE], genre: 17)

  private static let tagged = [
    MusicFormat(
      "tagged.wav", ending: "wav",
      .wave { bytes in
        let info = TagBytes.info([("ISFT", Array("Workstation".utf8)), ("INAM", [0xC9, 0x74, 0xE9])])
        return TagBytes.riff(bytes + info + TagBytes.chunk("id3 ", TagBytes.id3v2(words)))
      }),
    MusicFormat(
      "tagged.aiff", ending: "aiff",
      .wave { bytes in
        let texts =
          TagBytes.chunk("NAME", [0xC9, 0x74, 0xE9], isBig: true) + TagBytes.chunk("AUTH", [0x5A], isBig: true)
        return TagBytes.aiff(bytes, texts + TagBytes.chunk("ID3 ", TagBytes.id3v2(words), isBig: true))
      }),
    MusicFormat(
      "tagged.mp3", ending: "mp3",
      .ffmpeg([bare]) { TagBytes.id3v2(words) + $0 + TagBytes.ape([("Title", "Damaged"), ("BPM", "127.5")]) + id3v1 }),
  ]

  /// Writes a file of two seconds in a format into a folder. - Returns: its bytes; nil where `ffmpeg` is not installed
  /// or cannot make it.
  package static func bytes(of format: MusicFormat, in folder: String) -> [UInt8]? {
    let wave = folder + "/whole.wav"
    let samples = AudioFiles.noise(frames: 88_200, seed: 77)
    let whole = AudioFiles.wave(samples, channels: 2, rate: 44_100, coding: .int16)
    AudioFiles.write(whole, to: wave)
    switch format.making {
    case .wave(let change): return change(whole)
    case .ffmpeg(let parts, let change):
      guard Programs.path(of: "ffmpeg") != nil else { return nil }
      let path = folder + "/whole." + format.ending
      var joined: [UInt8] = []
      for part in parts {
        let words = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", wave] + part + [path]
        guard let done = try? Programs.run(words), done.status == 0 else { return nil }
        joined += bytes(path)
      }
      return change(joined)
    }
  }

  private static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rbe") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: max(0, ftell(file)))
    rewind(file)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }
}
