import Support
import Testing

@testable import Workstation

@Suite("What was chosen in the program")
struct SavedSettingsTests {
  private func settings(config: String, choices: SavedSettings) -> Settings {
    var settings = Settings()
    _ = settings.read(config, from: "config")
    choices.apply(to: &settings)
    return settings
  }

  @Test("A choice lasts, over the config file, until that line of the config is edited")
  func lasts() {
    var choices = SavedSettings()
    choices.keep("device", "hw:2,0", said: "hw:1,0")
    choices.keep("period", "256", said: nil)
    choices.keep("crossovers", "200 3000", said: nil)
    let again = SavedSettings(choices.text)
    #expect(again == choices)
    let same = settings(config: "device = hw:1,0\n", choices: again)
    #expect(same.output.device == "hw:2,0" && same.output.periodFrames == 256)
    #expect(same.crossovers == SIMD2(200, 3000))
    let edited = settings(config: "device = hw:3,0\nperiod = 1024\n", choices: again)
    #expect(edited.output.device == "hw:3,0" && edited.output.periodFrames == 1024)
    let takenOut = settings(config: "", choices: again)
    #expect(takenOut.output.device == "default" && takenOut.output.periodFrames == 256)
  }

  @Test("Chosen back to what the config says, nothing is kept")
  func back() {
    var choices = SavedSettings()
    choices.keep("device", "hw:2,0", said: "hw:1,0")
    choices.keep("device", "hw:1,0", said: "hw:1,0")
    #expect(choices == SavedSettings())
  }

  @Test("A file that makes no sense is as if it were not there")
  func nonsense() {
    for text in ["", "x", "=", "device", "theme = x", "period = many", "instead.device = x", "\u{0}\n= =\n", "cue ="] {
      #expect(settings(config: "", choices: SavedSettings(text)).output.periodFrames == 512)
    }
  }

  @Test("It is written whole, into a folder that is made, and read again")
  func file() throws {
    let folder = try ScratchFolder()
    let directories = AppDirectories(
      config: folder.path, data: folder.path, cache: folder.path, state: folder.path + "/a/b")
    var choices = SavedSettings()
    choices.keep("headphones", "hw:CARD=Phones", said: nil)
    #expect(choices.write(directories) == nil)
    #expect(SavedSettings.read(directories) == choices)
    #expect(settings(config: "", choices: SavedSettings.read(directories)).output.cueDevice == "hw:CARD=Phones")
    var blocked = directories
    blocked.state = "/proc/nowhere"
    #expect(choices.write(blocked) != nil)
  }
}

@Suite("Where the headphones are")
struct CuePlaceTests {
  @Test func words() {
    var settings = Settings()
    for word in ["none", "split", "3-4", "7-8", "hw:1,0", "default"] {
      #expect(settings.use("headphones", word) == nil)
      #expect(settings.output.headphoneOutput == word)
    }
    _ = settings.use("headphones", "3-4")
    #expect(settings.output.cueDevice == nil)
    if case .headphoneOutput(let place)? = try? CommandTable.parse("headphones to hw:CARD=Phones,DEV=0").action {
      #expect(place == "hw:CARD=Phones,DEV=0")
    } else {
      Issue.record("headphones to isn't a command")
    }
  }

  @Test("What was written when the headphones' place was called cue is read")
  func oldName() {
    var settings = Settings()
    #expect(settings.read("cue = 3-4\n", from: "config").isEmpty)
    #expect(settings.output.headphoneOutput == "3-4")
    // The choice holds for as long as the config says the same, by either name.
    let choices = SavedSettings("cue = split\ninstead.cue = 3-4\n")
    choices.apply(to: &settings)
    #expect(settings.output.headphoneOutput == "split")
    #expect(choices.text.contains("headphones = split"))
  }

  @Test func rate() {
    var settings = Settings()
    #expect(settings.followsDeviceRate)
    #expect(settings.use("rate", "48000") == nil && !settings.followsDeviceRate)
    #expect(settings.use("rate", "auto") == nil && settings.followsDeviceRate)
    #expect(settings.use("rate", "96000") != nil && settings.followsDeviceRate)
  }
}
