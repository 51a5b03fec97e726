import Engine
import Music
import Platform

/// What a number of a command counts: its name in a refusal, from where to where it goes, and the units that may be
/// written behind it. Each row of the table says it for each of its numbers; nothing else checks a range.
struct Quantity: Sendable {
  enum Unit: Sendable, CaseIterable {
    case plain
    /// 0…1, or percent of it.
    case share
    /// The same of an amplitude, also in dB below its whole.
    case amplitude
    /// From -1 to 1, or percent of the way: 0 % at one end, 50 % in the middle, 100 % at the other. With a sign a
    /// percent is a hundredth, as a number is.
    case travel
    case decibels
    case percent
    /// Also as m:ss and h:mm:ss.
    case seconds
    case milliseconds
    case semitones
    case hertz
    case bpm
    case beats
    case loudness
    case loudnessUnits

    /// How it is written behind a number, and what one of it is in the language's own unit; the first is what errors
    /// say.
    var names: [(name: String, factor: Double)] {
      switch self {
      case .plain: []
      case .share, .amplitude, .travel: [("%", 0.01)]
      case .decibels: [("dB", 1)]
      case .percent: [("%", 1)]
      case .seconds: [("seconds", 1), ("second", 1), ("sec", 1), ("s", 1)]
      case .milliseconds: [("ms", 1), ("milliseconds", 1)]
      case .semitones: [("semitones", 1), ("semitone", 1), ("st", 1), ("cents", 0.01), ("cent", 0.01), ("ct", 0.01)]
      case .hertz: [("Hz", 1), ("kHz", 1000)]
      case .bpm: [("BPM", 1)]
      case .beats: [("beats", 1), ("beat", 1), ("bars", 4), ("bar", 4)]
      case .loudness: [("LUFS", 1)]
      case .loudnessUnits: [("LU", 1), ("dB", 1)]
      }
    }
  }

  /// "a fader goes": what the refusal says before "from 0 to 1".
  let name: String
  let range: ClosedRange<Double>
  var unit = Unit.plain
  var isWhole = false
  /// A number with a sign is no change of what there is: a jump, a nudge.
  var isDistance = false
  /// A place is no distance: +30 is not read as one.
  var isPlace = false
  /// What would do instead; `<deck>` is the deck that was named and `<number>` what was said.
  var hint: String?

  init(
    _ name: String, _ range: ClosedRange<Double>, _ unit: Unit = .plain, isWhole: Bool = false,
    isDistance: Bool = false, isPlace: Bool = false, hint: String? = nil
  ) {
    self.name = name
    self.range = range
    self.unit = unit
    self.isWhole = isWhole
    self.isDistance = isDistance
    self.isPlace = isPlace
    self.hint = hint
  }

  // MARK: Reading

  /// The number at the front of `words`, with its unit in the same word or the next one. - Returns: nil where there is
  /// none, and how many words it took.
  func read(_ words: ArraySlice<String>) -> (number: Double, used: Int)? {
    guard let word = words.first, !(isPlace && word.hasPrefix("+")) else { return nil }
    if let number = Self.finite(word) {
      if words.count > 1, let factor = factor(of: words[words.startIndex + 1]) {
        return (scaled(number, factor, of: word), 2)
      }
      return (number, 1)
    }
    if unit == .seconds, let time = Self.time(word) { return (time, 1) }
    for (name, factor) in unit.names where word.lowercased().hasSuffix(name.lowercased()) {
      if let number = Self.finite(String(word.dropLast(name.count))) { return (scaled(number, factor, of: word), 1) }
    }
    return nil
  }

  /// A number with a unit, in the language's own. - Parameter word: as it was said, with its sign.
  private func scaled(_ number: Double, _ factor: Double, of word: String) -> Double {
    let isPlaceOnTheWay = unit == .travel && !["+", "-", "−"].contains { word.hasPrefix($0) }
    return number * factor * (isPlaceOnTheWay ? 2 : 1) - (isPlaceOnTheWay ? 1 : 0)
  }

  /// "-6 dB" of a fader: where it is to stand, to four digits. - Returns: nil for what is not said in dB.
  func readDecibels(_ words: ArraySlice<String>) -> (number: Double, used: Int)? {
    guard unit == .amplitude, let read = Quantity(name, -200...200, .decibels).read(words) else { return nil }
    let isSaid = read.used == 2 || words.first?.lowercased().hasSuffix("db") == true
    return isSaid ? ((Decibels(read.number).gain.value * 10_000).rounded() / 10_000, read.used) : nil
  }

  private func factor(of word: String) -> Double? {
    unit.names.first { $0.name.lowercased() == word.lowercased() }?.factor
  }

  /// A number, or a fraction as musicians write it: 4, 0.5, 1/8, -3/4.
  static func finite(_ word: String) -> Double? {
    // The screen's own minus, when a number is pasted from it.
    let word = word.hasPrefix("−") ? "-" + word.dropFirst() : word
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let above = Int(parts[0]), let below = Int(parts[1]), below > 0 {
      return Double(above) / Double(below)
    }
    return Double(word).flatMap { $0.isFinite ? $0 : nil }
  }

  /// "1:30.5", "1:02:03": minutes and hours of 60.
  private static func time(_ word: String) -> Double? {
    let isNegative = word.hasPrefix("-")
    let parts = (isNegative ? word.dropFirst() : word[...]).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts.dropLast().allSatisfy({ UInt($0) != nil }),
      let last = parts.last.map(String.init), last.first?.isNumber == true, let seconds = Double(last), seconds < 60
    else { return nil }
    let whole = parts.dropLast().reduce(0.0) { $0 * 60 + Double($1)! }
    return (isNegative ? -1 : 1) * (whole * 60 + seconds)
  }

  // MARK: Refusing

  /// - Parameter said: the words of the number. - Returns: why it cannot be taken, in a sentence; nil when it can.
  func complaint(about amount: Amount, said: String, deck: DeckID?) -> String? {
    let number = amount.number
    let isInRange =
      switch amount {
      case .change where !isDistance: abs(number) <= range.upperBound - range.lowerBound
      default: range.contains(number)
      }
    let isRight = isInRange && (!isWhole || number == number.rounded())
    if isRight { return nil }
    let advice = hint.map {
      "; "
        + $0.replacing("<deck>", with: deck?.word ?? "a")
        .replacing("<number>", with: CommandText.number(abs(number)))
    }
    let isPercent = (unit == .amplitude || unit == .share) && (10...100).contains(number)
    let percent = isPercent ? "; for a percentage: \(CommandText.number(number))%" : ""
    return "“\(said)” is out of range: \(words)" + (advice ?? percent)
  }

  /// "a fader goes from 0 to 1".
  var words: String {
    let isShare = [.share, .amplitude, .travel].contains(unit)
    let name = unit.names.first.map { isShare ? "" : " " + $0.name } ?? ""
    let whole = isWhole ? " in whole numbers" : ""
    return "\(self.name) from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))\(name)\(whole)"
  }

  private static func text(_ bound: Double) -> String { CommandText.fraction(bound) }
}

/// The quantities of the table.
extension Quantity {
  static let trim = Quantity("trim goes", -24...12, .decibels)
  static let autoGain = Quantity("the gain goes", -24...24, .decibels)
  static let eq = Quantity("an EQ band goes", -26...12, .decibels)
  static let filter = Quantity("the filter goes", -1...1, .share)
  static let fader = Quantity("a fader goes", 0...1, .amplitude)
  static let level = Quantity("a stem's level goes", 0...1, .amplitude)
  static let stemNumber = Quantity("stems go", 1...Double(stemCount), isWhole: true)
  static let resonance = Quantity("resonance goes", 0...1, .share)
  static let effect = Quantity("an effect goes", 0...1, .share)
  static let feedback = Quantity("the echo's feedback goes", 0...0.95, .share)
  static let roomSize = Quantity("the room size goes", 0...1, .share)
  static let effectBeats = Quantity("an effect's beats go", 1.0 / 32...32, .beats)
  static let lowCrossover = Quantity("the low crossover goes", 80...800, .hertz)
  static let highCrossover = Quantity("the high crossover goes", 1000...8000, .hertz)

  static let tempo = Quantity("tempo goes", -50...50, .percent, hint: "for a tempo in BPM: deck <deck> bpm <number>")
  static let bpm = Quantity("a tempo goes", 20...999, .bpm)
  static let key = Quantity("a key shift goes", -12...12, .semitones)
  /// As far before a track's beginning as a deck goes, and a day.
  static let position = Quantity("a position goes", -10...86_400, .seconds, isPlace: true)
  static let seekDistance = Quantity("a seek goes", -86_400...86_400, .seconds, isDistance: true)
  static let percentOfTrack = Quantity("a percentage of the track goes", 0...100, .percent)
  static let jump = Quantity("a jump goes", -4096...4096, .beats, isDistance: true)
  static let loopMove = Quantity("a loop move goes", -4096...4096, .beats, isDistance: true)
  static let loop = Quantity("a loop goes", 1.0 / 64...1024, .beats)
  static let loopSeconds = Quantity("a loop goes", 0.0001...86_400, .seconds)
  static let roll = Quantity("a roll goes", 1.0 / 64...64, .beats)
  static let nudge = Quantity("a nudge goes", -500...500, .milliseconds, isDistance: true)
  static let jog = Quantity("a turn of the jog goes", -10_000...10_000, .milliseconds, isDistance: true)
  static let syncOffset = Quantity("a sync offset goes", -60...60, .milliseconds)
  static let hotCue = Quantity("hot cues go", 1...Double(hotCueCount), isWhole: true)

  static let rating = Quantity("stars go", 0...5, isWhole: true)

  static let gridTimes = Quantity("a tempo factor goes", 0.1...10)
  static let gridNudge = Quantity("a grid nudge goes", -60_000...60_000, .milliseconds, isDistance: true)
  static let gridShift = Quantity("a grid shift goes", -64...64, .beats, isWhole: true, isDistance: true)
  static let bar = Quantity("a bar goes", 1...16, .beats, isWhole: true)
  static let downbeat = Quantity("a downbeat goes", -86_400...86_400, .seconds)

  static let mashBalance = Quantity("a mashup's balance goes", Settings.mashBalances, .loudnessUnits)
  static let crossfader = Quantity("the crossfader goes", -1...1, .travel)
  static let cutIn = Quantity("a cut-in goes", 0...0.9, .share)
  static let master = Quantity("the master level goes", -60...12, .decibels)
  static let headphoneMix = Quantity("the headphone mix goes", 0...1, .share)
  static let headphoneLevel = Quantity("the headphone level goes", -60...12, .decibels)
  static let target = Quantity(
    "the target goes", Settings.targets.lowerBound...Settings.targets.upperBound, .loudness)
  static let leastGain = Quantity("the least gain goes", 0.25...1)
  static let greatestGain = Quantity("the greatest gain goes", 1...4)
  static let waitingNumber = Quantity("numbers of what waits go", 1...4_294_967_295, isWhole: true)
  static let period = Quantity("a period goes", 16...8192, isWhole: true)
}
