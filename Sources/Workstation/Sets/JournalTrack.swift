import Music
import Platform

/// How the journal writes down what a deck was given.
extension Journal.TrackSpec {
  /// `"path" grid TIME:BEAT:BPM,… bar 4 downbeat 0 phrase 0 8 stems`, or `nogrid` in the grid's place.
  init(words: [String]) throws(CommandError) {
    path = FilePath(words[0])
    grid = .unsaid
    stems = false
    var anchors: [BeatGrid.Anchor] = []
    var bar = 4
    var downbeat: Int?
    var phrase: (start: Int, bars: Int)?
    var index = 1
    func integer(_ offset: Int, _ range: ClosedRange<Int>) throws(CommandError) -> Int {
      guard index + offset < words.count, let number = Int(words[index + offset]) else {
        throw CommandError("“\(words[index])” needs a whole number")
      }
      guard range.contains(number) else {
        throw CommandError(
          "“\(number)” is out of range: \(words[index]) goes from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    while index < words.count {
      switch words[index] {
      case "stems": stems = true
      case "nogrid": grid = .none
      case "grid":
        guard index + 1 < words.count else {
          throw CommandError("“grid” needs anchors, second:beat:BPM: grid 0.137:0:126")
        }
        anchors = try Self.anchors(words[index + 1])
        index += 1
      case "bar":
        bar = try integer(1, 1...16)
        index += 1
      case "downbeat":
        downbeat = try integer(1, Self.beats)
        index += 1
      case "phrase":
        phrase = (try integer(1, Self.beats), try integer(2, 1...64))
        index += 2
      case let word: throw CommandError("“\(word)” says nothing about a track")
      }
      index += 1
    }
    if !anchors.isEmpty {
      grid = .known(
        BeatGrid(
          anchors: anchors, beatsPerBar: bar, downbeat: downbeat, phraseStart: phrase?.start,
          barsPerPhrase: phrase?.bars ?? 8))
    }
  }

  /// A day at a thousand beats a minute.
  private static let beats = -1_500_000...1_500_000

  private static func anchors(_ text: String) throws(CommandError) -> [BeatGrid.Anchor] {
    var anchors: [BeatGrid.Anchor] = []
    for part in text.split(separator: ",") {
      let numbers = part.split(separator: ":").compactMap { Double($0) }
      guard numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[2] > 0 else {
        throw CommandError("“\(part)” is not second:beat:BPM")
      }
      guard abs(numbers[0]) <= 86_400, abs(numbers[1]) <= 1_500_000, (1...9999).contains(numbers[2]) else {
        throw CommandError("“\(part)” is out of range: a grid has seconds of a day and 1 to 9999 BPM")
      }
      let anchor = BeatGrid.Anchor(
        time: TrackTime(numbers[0]), beat: BeatPosition(numbers[1]), bpm: BPM(numbers[2]))
      if let last = anchors.last, anchor.time <= last.time || anchor.beat <= last.beat {
        throw CommandError("a grid's anchors rise in time and beat")
      }
      anchors.append(anchor)
    }
    if anchors.isEmpty { throw CommandError("“grid” needs anchors, second:beat:BPM: grid 0.137:0:126") }
    return anchors
  }

  var words: String {
    var text = CommandLine.quoted(path.text)
    switch grid {
    case .none: text += " nogrid"
    case .unsaid: break
    case .known(let grid):
      let anchors = grid.anchors.map {
        [$0.time.value, $0.beat.value, $0.bpm.value].map(CommandText.number).joined(separator: ":")
      }
      text += " grid \(anchors.joined(separator: ",")) bar \(grid.beatsPerBar)"
      if let downbeat = grid.downbeat { text += " downbeat \(downbeat)" }
      if let phrase = grid.phraseStart { text += " phrase \(phrase) \(grid.barsPerPhrase)" }
    }
    return stems ? text + " stems" : text
  }
}
