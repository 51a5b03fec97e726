import Music
import Suggestion
import Testing
import Workstation

/// The rules of blends in the config file.
@Suite struct BlendSettingsTests {
  @Test func aConfigSetsThem() {
    var settings = Settings()
    let problems = settings.read(
      """
      blend_bars = 32
      blend_tempo_window = 5.5
      blend_bass_window = 0.4 0.5
      blend_kinds = long-blend cut   # no more
      auto_top = 1
      auto_cooldown_hours = 48
      suggest_weight_low_end = 0.5
      suggest_key_relative = 0.2
      suggest_energy_step = -1
      blend_key_shift = 0
      mashup_weight_room = 0.9
      mashup_weight_key = 0
      mashup_bars = 8
      """, from: "config")
    #expect(problems.isEmpty, "\(problems)")
    #expect(settings.blend.bars == 32 && settings.blend.tempoWindow == 5.5 && settings.blend.bassWindow == 0.4...0.5)
    #expect(settings.blend.kinds == [.longBlend, .cut])
    #expect(settings.set.topCount == 1 && settings.set.cooldownHours == 48)
    #expect(settings.suggest[weight: .lowEnd] == 0.5 && settings.suggest[.relative] == 0.2)
    #expect(settings.suggest.energyStep == -1 && settings.blend.keyShift == 0)
    #expect(settings.mashup[weight: .room] == 0.9 && settings.mashup[weight: .key] == 0 && settings.mashup.bars == 8)
    // The rest stays as it was.
    #expect(settings.blend.tempoDeadZone == 0.4 && settings.set.artistGap == SetRules().artistGap)
  }

  /// Nonsense is named, and the default is used.
  @Test(arguments: [
    "blend_bars = 12", "blend_tempo_limit = nan", "blend_tempo_limit = -1", "blend_dead_zone = much",
    "blend_bass_window = 0.65 0.35", "blend_bass_window = 0.5", "blend_bass_window = nan 1", "blend_kinds = leap",
    "blend_kinds = ", "auto_top = 0", "auto_top = 1.5", "auto_cooldown_hours = inf", "blend_taste = 1",
    "suggest_weight_key = nan", "suggest_weight_key = -0.1", "suggest_key_up = inf", "suggest_weight_charm = 1",
    "suggest_energy_step = up", "blend_key_shift = 3", "mashup_weight_key = 1.1", "mashup_weight_charm = 1",
    "mashup_weight_room = nan", "mashup_bars = 12",
  ])
  func nonsenseIsRefused(line: String) {
    var settings = Settings()
    #expect(settings.read(line, from: "config").count == 1)
    #expect(settings.blend == BlendRules() && settings.set == SetRules() && settings.suggest == SuggestRules())
  }
}
