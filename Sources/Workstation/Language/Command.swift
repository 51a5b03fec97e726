import Engine
import Music

/// One thing that the workstation can do, and when. A key holds it parsed; the `:` prompt, a script, the journal of a
/// set and a test have it as a line of text. `CommandTable` has a row for each: its syntax, its meaning, whether it can
/// be scheduled.
package struct Command: Sendable, Hashable {
  /// What is to be done.
  package var action: Action
  /// When it begins: now, or at a beat, bar or phrase to come.
  package var at: Moment
  /// How long a control takes to get there.
  package var over: Glide

  /// - Parameters:
  ///   - action: what is to be done.
  ///   - at: when it begins.
  ///   - over: how long a control takes to get there.
  package init(_ action: Action, at: Moment = .now, over: Glide = .short) {
    self.action = action
    self.at = at
    self.over = over
  }

  /// An engine command as a command of the language.
  package init(_ command: EngineCommand) { self.init(.engine(command.action), at: command.at, over: command.over) }

  /// The engine command; nil for what the program itself does or has to resolve first.
  package var engine: EngineCommand? {
    if case .engine(let action) = action { EngineCommand(action, at: at, over: over) } else { nil }
  }

  /// The deck that it is done to; nil for what concerns both, or none.
  var deck: DeckID? {
    switch action {
    case .engine(.deck(let deck, _)), .engine(.unload(let deck)), .bpm(let deck, _), .load(let deck, _),
      .loadAt(let deck, _, _), .neutral(let deck),
      .seekBy(let deck, _),
      .seekFraction(let deck, _), .seekSection(let deck, _), .line(let deck, _), .loadSuggested(let deck, _),
      .stem(let deck, _, _), .editGrid(let deck, _),
      .correct(let deck, _), .autoGain(let deck, _), .nameCue(let deck, _, _), .colourCue(let deck, _, _),
      .matchKey(let deck), .toggleEffect(let deck, _):
      deck
    case .cancel(let deck): deck
    case .split(.deck(let deck)): deck
    default: nil
    }
  }

  /// What can be done, apart from when.
  package enum Action: Sendable, Hashable {
    /// Straight to the audio thread.
    case engine(EngineCommand.Action)
    /// Sets the tempo control so that the track plays at this tempo.
    case bpm(DeckID, BPM)
    case load(DeckID, LoadSource)
    /// A row of the suggestions, counted from 1.
    case loadSuggested(DeckID, Int)
    /// The same, with the playhead at a place of this load's own.
    case loadAt(DeckID, LoadSource, LoadPlace)
    /// Where loads put the playhead from now on.
    case loadPlace(LoadPlace.Rule)
    /// The track of this deck on the other one, too, at the same place; nil: of the one that plays.
    case doubles(DeckID?)
    /// All that a hand has moved on this deck is as it was when the program began.
    case neutral(DeckID)
    /// So many seconds of the track on from where it is; negative is back.
    case seekBy(DeckID, Seconds)
    /// To this fraction of the track, 0…1.
    case seekFraction(DeckID, Double)
    /// To the next section of this label, or the first.
    case seekSection(DeckID, String)
    /// To the line of the song that says this.
    case line(DeckID, String)
    /// A stem by its name; its number is known once a track is loaded.
    case stem(DeckID, StemKind, StemChange)
    /// A correction of the track's beat grid, for good.
    case editGrid(DeckID, GridEdit)
    /// A correction of the track's key or sections, for good.
    case correct(DeckID, Correction)
    case browse(BrowseMove)
    case search(String)
    /// By a column's name; the same again reverses the order.
    case sort(String)
    /// What fits after this deck; nil: after the one that is heard, whichever it is.
    case suggestFor(DeckID?)
    /// By so many rows; negative is up.
    case suggestMove(Int)
    /// Shows the arithmetic of the selected suggestion, or the list again.
    case why
    case record(Switch)
    /// To a file of this name.
    case recordTo(String)
    /// Each deck to a file of its own, beside the master's.
    case recordDecks(Switch)
    /// What the room hears is streamed.
    case air(Switch)
    /// Synced decks are held so that their attacks fall together.
    case followKicks(Switch)
    /// The beat goes out as a MIDI clock.
    case sendClock(Switch)
    /// The deck that the room hears follows a MIDI clock.
    case followClock(Switch)
    /// Brings the deck's track to the target loudness, or leaves it as it was mastered.
    case autoGain(DeckID, Switch)
    /// The loudness that tracks are brought to.
    case target(LUFS)
    /// The master's integrated loudness starts over.
    case meterReset
    /// A sound device by its name.
    case device(String)
    /// Frames rendered at a time.
    case period(Int)
    /// The output of the headphones, in words: `none`, `split`, `3-4` or a device.
    case headphoneOutput(String)
    case theme(String)
    /// The keyboard that the DJ plays on.
    case layout(KeyboardLayout)
    /// The columns of the library's list, in words.
    case columns(String)
    /// Which parts of the screen have its room; nil: the next choice.
    case view(ScreenView?)
    case addFolder(String)
    /// A folder of the library is scanned no more; its tracks leave the list.
    case removeFolder(String)
    case rescan
    case analyzeAll
    case help
    /// The keys and commands that have these words in them.
    case helpOn(String)
    case quit
    /// The name of hot cue 1…8 of the deck's track.
    case nameCue(DeckID, Int, String)
    /// The colour of hot cue 1…8 of the deck's track.
    case colourCue(DeckID, Int, CueColour)
    /// Shifts the key by as little as makes it fit the other deck's.
    case matchKey(DeckID)
    /// Off if it is on, else on at its usual amount.
    case toggleEffect(DeckID, DeckEffect)
    case queue(QueueCommand)
    case auto(AutoCommand)
    case answer(AnswerCommand)
    case note(NoteCommand)
    case crate(CrateCommand)
    case imports(ImportCommand)
    case taste(TasteCommand)
    case steer(SteerCommand)
    case audition(AuditionCommand)
    case mashup(MashupCommand)
    case split(SplitCommand)
    case song(SongCommand)
    case test(TestCommand)
    case mash(MashCommand)
    case macro(MacroCommand)
    /// What waits, for a beat or for a track to be read, is not done; nil: all of it, with a macro that runs.
    case cancel(concerning: DeckID?)
    /// Tells in words how something stands.
    case say(SayTopic)
    /// How much is said of its own accord.
    case announce(Announcements)
    /// Shows the waveforms closer or wider.
    case zoom(ZoomStep)
    /// What waveforms are made of; nil: what the terminal is known to show.
    case glyphs(WaveGlyphs?)
    /// Takes back what was done last, or does again what was taken back last.
    case undo, redo
    /// Lists what can be taken back, or what was said last.
    case history, messages
    /// Brings the last set back.
    case resume
  }

  /// Which track is loaded.
  package enum LoadSource: Sendable, Hashable {
    /// The row that is selected in the browser.
    case selected
    /// The row that is selected in the suggestions.
    case suggested
    case path(String)
  }

  /// What is done to a stem.
  package enum StemChange: Sendable, Hashable {
    case mute(Switch)
    /// 0…1, amplitude.
    case level(Amount)
  }

  /// A step in the browser.
  package enum BrowseMove: String, Sendable, Hashable, CaseIterable {
    case up, down
    case pageUp = "page up"
    case pageDown = "page down"
    case top, bottom
  }
}

/// A change of a track's grid; "here" is the deck's playhead.
package enum GridEdit: Sendable, Hashable {
  /// One tempo throughout, with a downbeat at this time.
  case constant(BPM, TrackTime)
  /// The tempo times this factor: 2 is double time.
  case times(Double)
  case tap
  /// In BPM.
  case tempo(Amount)
  case nudge(milliseconds: Double)
  /// Bars start so many beats later.
  case shift(beats: Int)
  case here
  case downbeat
  case phrase
  /// So many beats make a bar.
  case bar(Int)
  case change
  case join
  case lock(Switch)
  case undo
  case redo
  case reset
}

/// A correction of what the analysis found.
package enum Correction: Sendable, Hashable {
  case key(MusicalKey)
  /// The label of the section at the playhead.
  case section(String)
  case sectionStart
  case forget
}

/// A number as typed: `= 3` or `3` is a value, `+3` and `-3` change the current one.
package enum Amount: Sendable, Hashable {
  case value(Double)
  case change(Double)

  /// Where only a distance makes sense, a bare number is a distance too.
  var number: Double {
    switch self {
    case .value(let value), .change(let value): value
    }
  }
}

/// A line that isn't a valid command, and what is wrong with it.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence.
  package let description: String
  /// It names a word that may have been meant.
  var hasNearWord = false
  /// - Parameter description: a sentence that a DJ can act on.
  package init(_ description: String) { self.description = description }

  /// Two say the same.
  package static func == (one: Self, other: Self) -> Bool { one.description == other.description }
  /// By what is said.
  package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
