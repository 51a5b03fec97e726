import Engine
import Media
import Music
import Platform
import Studio
import Suggestion

/// What the user chose: built-in values, then the config file, then the command line.
package struct Settings: Sendable, Hashable {
  /// The sound device and how it is opened.
  package var output = OutputSettings()
  /// The engine's rate is the device's where that is 44.1 or 48 kHz; false where the user has said which.
  package var followsDeviceRate = true
  /// What auto-gain brings tracks to.
  package var targetLoudness = LUFS(-12) { didSet { blend.targetLoudness = autoGain ? targetLoudness : nil } }
  static let targets = -30.0...(-5.0)
  /// Tracks are brought to the target loudness as they are loaded.
  package var autoGain = true { didSet { blend.targetLoudness = autoGain ? targetLoudness : nil } }
  /// Where a load puts the playhead.
  package var loadPlace = LoadPlace.Rule.memory
  /// Stems are read with each track.
  package var readsStems = true
  /// Of the crossfader.
  package var curve = CrossfaderCurve.power
  /// Hamster: deck B on the left, deck A on the right.
  package var crossfaderReversed = false
  /// The crossfader's cut-in of deck A and deck B, 0…0.9.
  package var cutIns = [0.0, 0.0]
  /// Whether blends are held at one loudness.
  package var fairBlend = FairBlendMode.auto
  /// The least and the greatest gain that holds them there, linear; nil: as the engine has it.
  package var fairLimits: SIMD2<Double>?
  /// How loud the voice of a mashup is over the instrumental, LU.
  package var mashBalance = 1.0 { didSet { mashup.balance = mashBalance } }
  static let mashBalances = -1.0...3.0
  /// Analyses at a time; nil: as many as there are cores but one.
  package var jobs: Int?
  /// How much plain mode says of its own accord.
  package var announcements = Announcements.some
  /// How waveforms are shown, and how often the screen is drawn.
  package var waveView = WaveView()
  /// By name.
  package var theme = "segue"
  /// The keyboard: keys are found by their place on it.
  package var layout = KeyboardLayout.us
  /// Of the library's list; none: as the screen has them by itself.
  package var columns: [BrowserColumn] = []
  /// The screen takes clicks, drags and the wheel.
  package var usesMouse = false
  /// Which parts of the screen have its room.
  package var view = ScreenView.all
  /// Of recordings.
  package var recordingFormat = RecordingFormat.wav
  /// A recording has a file for each deck too.
  package var recordsDecks = false
  /// Where the equaliser's bands part, Hz; nil: where the engine has it.
  package var crossovers: SIMD2<Double>?
  /// How blends are planned.
  package var blend = BlendRules()
  /// How a set goes on by itself.
  package var set = SetRules()
  /// What a station plays when nobody sits in the chair.
  package var programme = Programme()
  /// The name of what is learnt of the DJ.
  package var taste = "main"
  /// What suggestions are ranked by.
  package var suggest = SuggestRules()
  /// How mashups are planned and ranked.
  package var mashup = MashupRules()
  /// What drops and choruses count in the taste of a list, 0…1.
  package var tastePeaks = 0.0

  /// Where controllers are read: all that the system has, nowhere, or a device or two pipes by their paths.
  package var midi = MIDIPlace.system

  /// What splits tracks, in words: an engine of Segue's own, or a program and its model.
  package var splitEngine = "auto"

  /// Where streams go.
  package var air = AirSettings()

  /// What the config file says, by name, as it is written there.
  package private(set) var said: [String: String] = [:]

  /// The device's name that stands for a silent clock.
  package static let noDevice = "none"

  /// The settings of a program without a config.
  package init() {}

  /// A line that could not be used; the built-in value stays.
  package struct Problem: Sendable, Hashable {
    /// The sentence.
    package let text: String
  }

  /// Reads `name = value` lines; `#` starts a comment. - Returns: a sentence for each line that makes no sense.
  package mutating func read(_ text: String, from file: String) -> [Problem] {
    var problems: [Problem] = []
    for (index, line) in text.lines.enumerated() {
      let content = line.prefix { $0 != "#" }.trimmed
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map { $0.trimmed }
      let shown = AirSettings.secrets.first { content.hasPrefix($0) }.map { "\($0) …" } ?? String(content)
      let complaint = parts.count == 2 ? use(parts[0], parts[1]) : "“\(shown)” is not name = value"
      if complaint == nil, !AirSettings.secrets.contains(parts[0]) { said[Self.name(parts[0])] = parts[1] }
      if let complaint {
        // A daypart has no default.
        let instead = parts.first == "radio_daypart" ? "" : "; the default is used"
        problems.append(Problem(text: "\(file), line \(index + 1): \(complaint)\(instead)"))
      }
    }
    return problems
  }

  /// A setting by the name that it has now: the headphones' place was "cue" once.
  static func name(_ written: String) -> String { written == "cue" ? "headphones" : written }

  /// - Returns: nil, or what is wrong with it.
  package mutating func use(_ name: String, _ value: String) -> String? {
    switch Self.name(name) {
    case "device": output.device = value
    case "theme": theme = value
    case "layout":
      guard let choice = KeyboardLayout(rawValue: value.lowercased()) else {
        return "layout is \(KeyboardLayout.names), not \(value)"
      }
      layout = choice
    case "columns":
      switch BrowserColumn.read(value) {
      case .success(let chosen): columns = chosen
      case .failure(let bad): return bad.sentence
      }
    case "mouse":
      guard let wish = Switch(word: value), wish != .toggle else { return "mouse is on or off, not \(value)" }
      usesMouse = wish == .on
    case "midi": midi = MIDIPlace(value)
    case "view":
      guard let choice = ScreenView(rawValue: value) else {
        return "view is all, decks, booth or library, not \(value)"
      }
      view = choice
    case "announce":
      guard let level = Announcements(rawValue: value) else { return "announce is off, some or all, not \(value)" }
      announcements = level
    case "glyphs", "zoom", "fps": return waveView.use(name, value)
    case "taste":
      if let complaint = Self.complaint(aboutTaste: value) { return complaint }
      taste = value
    case "period": return number(value, 16...8192, \.output.periodFrames, name)
    case "periods": return number(value, 2...32, \.output.periods, name)
    case "rate":
      followsDeviceRate = value == "auto"
      if followsDeviceRate { return nil }
      guard let hz = Int(value), [44_100, 48_000].contains(hz) else {
        followsDeviceRate = true
        return "rate is auto, 44100 or 48000, not \(value)"
      }
      output.rate = SampleRate(hz: Double(hz))
    case "silent_speed":
      guard let speed = Double(value), (1...100).contains(speed) else {
        return "silent_speed lies between 1 and 100, not \(value)"
      }
      output.silentSpeed = speed
    case "split_engine":
      var wish = SplitWish()
      do { try wish.use(engine: value) } catch { return error.description }
      splitEngine = value
    case "jobs":
      guard let count = Int(value), (1...256).contains(count) else { return "jobs is a number from 1, not \(value)" }
      jobs = count
    case "target_lufs":
      guard let level = Double(value), Self.targets.contains(level) else {
        return "target_lufs lies between -30 and -5, not \(value)"
      }
      targetLoudness = LUFS(level)
    case "headphones":
      output.place(headphones: value)
    case "recording":
      guard let format = RecordingFormat(rawValue: value) else {
        return "recording is wav, float, flac, ogg, opus or mp3, not \(value)"
      }
      recordingFormat = format
    case "record_decks":
      guard let wish = Switch(word: value), wish != .toggle else { return "record_decks is on or off, not \(value)" }
      recordsDecks = wish == .on
    case "crossovers":
      let corners = value.split(separator: " ").map { Double($0) ?? 0 }
      guard corners.count == 2, (80...800).contains(corners[0]), (1000...8000).contains(corners[1]) else {
        return "crossovers are two numbers, 80 to 800 and 1000 to 8000, not \(value)"
      }
      crossovers = SIMD2(corners[0], corners[1])
    default: return useLevels(name, value)
    }
    return nil
  }

  private mutating func useLevels(_ name: String, _ value: String) -> String? {
    switch name {
    case "autogain":
      guard let choice = Switch(word: value), choice != .toggle else { return "autogain is on or off, not \(value)" }
      autoGain = choice == .on
    case "stems":
      guard let choice = Switch(word: value), choice != .toggle else { return "stems is on or off, not \(value)" }
      readsStems = choice == .on
    case "load_at":
      guard let place = LoadPlace.Rule(rawValue: value) else {
        return "load_at is start, first-downbeat, memory or mix-in, not \(value)"
      }
      loadPlace = place
    case "crossfader_curve":
      guard let choice = CrossfaderCurve(word: value) else { return "\(name) is power, linear or cut, not \(value)" }
      curve = choice
    case "crossfader_reverse":
      guard let choice = Switch(word: value), choice != .toggle else { return "\(name) is on or off, not \(value)" }
      crossfaderReversed = choice == .on
    case "crossfader_cutin_a", "crossfader_cutin_b":
      guard let share = Double(value), (0...0.9).contains(share) else {
        return "\(name) lies between 0 and 0.9, not \(value)"
      }
      cutIns[name.hasSuffix("a") ? 0 : 1] = share
    case "fair_blend":
      guard let mode = FairBlendMode(word: value) else { return "\(name) is off, auto or on, not \(value)" }
      fairBlend = mode
    case "mash_balance":
      guard let units = Double(value), Self.mashBalances.contains(units) else {
        return "mash_balance lies between -1 and 3, not \(value)"
      }
      mashBalance = units
    case "fair_blend_limits":
      let limits = value.split(separator: " ").map { Double($0) ?? 0 }
      guard limits.count == 2, (0.25...1).contains(limits[0]), (1...4).contains(limits[1]) else {
        return "\(name) are two gains, 0.25 to 1 and 1 to 4, not \(value)"
      }
      fairLimits = SIMD2(limits[0], limits[1])
    case "radio_daypart":
      do throws(Daypart.Mistake) { return try programme.add(daypart: value) } catch {
        return "\(error.description); this daypart is left out"
      }
    case _ where AirSettings.names.contains(name): return air.use(name, value)
    default:
      guard let setting = (BlendSetting.all + BlendSetting.programme).first(where: { $0.name == name }) else {
        return "there is no setting “\(name)”"
      }
      if !setting.take(&self, value) { return "\(name) \(setting.values), not \(value)" }
    }
    return nil
  }

  private mutating func number(
    _ value: String, _ range: ClosedRange<Int>, _ place: WritableKeyPath<Settings, Int>, _ name: String
  ) -> String? {
    guard let number = Int(value), range.contains(number) else {
      return "\(name) lies between \(range.lowerBound) and \(range.upperBound), not \(value)"
    }
    self[keyPath: place] = number
    return nil
  }
}

extension OutputSettings {
  /// Where the headphones are: "none", "split", a pair of outputs as "3-4", or the name of a second device.
  package mutating func place(headphones word: String) {
    let routing = CueRouting(word: word)
    cue = routing ?? .none
    cueDevice = routing == nil ? word : nil
  }

  /// The same in words.
  package var headphoneOutput: String { cueDevice ?? cue.word }
}
