import Media
import Studio
import Workstation

/// What is said of stems that are to be made, and of those that are kept, read.
extension Arguments {
  static func splitJob(_ files: [String], _ values: [String: String]) throws(Wrong) -> Job {
    guard !files.isEmpty else { throw Wrong(sentence: "split wants files or folders: segue split SONG.flac") }
    var wish = SplitWish()
    if let text = values["--stems"] {
      guard let choice = Int(text).flatMap(StemChoice.init(rawValue:)) else {
        throw Wrong(sentence: "--stems is 2 (vocals, instrumental) or 4 (vocals, drums, bass, other)")
      }
      wish.choice = choice
    }
    if let text = values["--engine"] {
      do { try wish.use(engine: text) } catch { throw Wrong(sentence: error.description) }
      guard wish.own == nil || values["--remove"] == nil && values["--stems"] == nil else {
        throw Wrong(sentence: "\(text) makes the stems that it makes: --stems and --remove are Segue's own engines'")
      }
    }
    if let text = values["--format"] {
      guard let format = RecordingFormat(rawValue: text), format.isLossless, format != .flacFast else {
        throw Wrong(sentence: "--format is one of flac, wav, float")
      }
      wish.format = format
    }
    if let text = values["--remove"] {
      guard text == "vocals" else { throw Wrong(sentence: "--remove takes vocals: segue split --remove vocals SONG") }
      wish.removesVoice = true
    }
    wish.folder = values["--output"]
    return .split(files: files, wish, saysEngine: values["--engine"] != nil)
  }

  static func cacheWish(_ words: [String]) throws(Wrong) -> CacheWish {
    switch words.first {
    case nil: return .list
    case "clear" where words.count == 1: return .trim(0)
    case "trim":
      guard words.count > 1, let bytes = bytes(ofSize: words.dropFirst().joined()) else {
        throw Wrong(sentence: "cache trim wants the size that may be left: segue cache trim 2GB")
      }
      return .trim(bytes)
    default: throw Wrong(sentence: "cache lists stems that are kept; cache trim 2GB and cache clear remove some or all")
    }
  }
}
