import Engine
import Music
import Testing

@testable import Workstation

@Suite struct LevelSettingsTests {
  @Test func levelsAreSettings() {
    var settings = Settings()
    let problems = settings.read(
      """
      target_lufs = -14
      autogain = off
      crossfader_curve = cut
      crossfader_reverse = on
      crossfader_cutin_b = 0.15
      fair_blend = on
      fair_blend_limits = 0.8 1.2
      """, from: "config")
    #expect(problems.isEmpty)
    #expect(settings.targetLoudness == LUFS(-14) && !settings.autoGain)
    #expect(settings.curve == .cut && settings.crossfaderReversed && settings.cutIns == [0, 0.15])
    #expect(settings.fairBlend == .on && settings.fairLimits == SIMD2(0.8, 1.2))
  }

  @Test(arguments: [
    "autogain = toggle", "crossfader_cutin_a = 1", "crossfader_curve = round", "fair_blend = maybe",
    "fair_blend_limits = 2 1",
  ])
  func whatMakesNoSenseIsSaid(_ line: String) {
    var settings = Settings()
    #expect(settings.read(line, from: "config").count == 1)
    #expect(settings == Settings())
  }
}
