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

  @Test func aConfigSetsTheProgramme() {
    var settings = Settings()
    let problems = settings.read(
      """
      radio_daypart = "morning mon-fri 6:00-10:00 genres house,disco bpm 118-124 energy 4-6"
      radio_daypart = night daily 22:00-6:00 genres downtempo crates Heavy:2, Gold
      radio_cooldown_hours = 48
      radio_artist_gap = 6
      radio_album_gap = 20
      radio_top = 2
      radio_tempo_step = 4.5
      radio_request_tracks = 3
      radio_jingles = Station/Idents
      radio_jingle_minutes = 30
      """, from: "config")
    #expect(problems.isEmpty, "\(problems)")
    let programme = settings.programme
    #expect(
      programme.dayparts.map(\.name) == ["morning", "night"] && programme.dayparts[0].genres == ["house", "disco"])
    #expect(programme.rotation.cooldownHours == 48 && programme.rotation.artistGap == 6)
    #expect(programme.rotation.albumGap == 20 && programme.rotation.topCount == 2 && programme.tempoStep == 4.5)
    #expect(programme.requestWait == 3 && programme.jingles == "Station/Idents" && programme.jingleMinutes == 30)
    #expect(settings.set == SetRules())
  }

  /// What is wrong with a table is said with its line; what is right of it holds.
  @Test func aTablesMistakesHaveTheirLines() {
    var settings = Settings()
    let problems = settings.read(
      """
      radio_daypart = morning mon-fri 6:00-10:00
      radio_daypart = brunch sat 10-10
      radio_daypart = early tue 5:00-7:00
      radio_daypart = noon daily 12-14 genre house
      radio_daypart =
      radio_jingle_minutes = 7
      radio_tempo_step = nan
      """, from: "config")
    #expect(
      problems.map(\.text) == [
        "config, line 2: from 10 to 10 is no time at all: 0:00-24:00 is a day; this daypart is left out",
        "config, line 3: early overlaps with morning, from Tuesday 06:00 on: there morning is played",
        "config, line 4: “genre” is no word of a daypart: genres, tags, bpm, energy, vocals, crates; this daypart is "
          + "left out",
        "config, line 5: “radio_daypart =” is not name = value",
        "config, line 6: radio_jingle_minutes is 5, 10, 15, 20, 30 or 60, not 7; the default is used",
        "config, line 7: radio_tempo_step lies between 1 and 10, not nan; the default is used",
      ])
    #expect(settings.programme.dayparts.map(\.name) == ["morning", "early"])
  }
}
