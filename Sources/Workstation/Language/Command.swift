import Engine
import Music

/// One thing that can be asked of the workstation. A key, the `:` prompt, a script, the journal of a set and a test all
/// say it as a line of text; `CommandTable` is the list of all lines.
package enum Command: Sendable {
  /// Straight to the audio thread.
  case engine(EngineCommand)
  /// The tempo control is put where the track sounds at this tempo.
  case bpm(DeckID, BPM, Moment, Glide)
  case load(DeckID, LoadSource)
  /// To this share of the track, 0…1.
  case seekFraction(DeckID, Double, Moment)
  /// A stem by its name; its number is known once a track is loaded.
  case stem(DeckID, StemKind, StemChange, Moment, Glide)
  /// What is kept of the track on a deck, for good.
  case editGrid(DeckID, GridEdit)
  case correct(DeckID, Correction)
  case browse(BrowseMove)
  case search(String)
  case sort(String)
  case suggestFor(DeckID)
  case suggestMove(Int)
  case record(Switch)
  /// Brings the deck's track to the target loudness, or leaves it as it was mastered.
  case autoGain(DeckID, Switch)
  /// The loudness that tracks are brought to.
  case target(LUFS)
  /// The integrated loudness of the master begins anew.
  case meterReset
  /// To a file of this name.
  case recordTo(String)
  /// Each deck to a file of its own, beside the master's.
  case recordDecks(Switch)
  case device(String)
  /// Frames rendered at a time.
  case period(Int)
  /// Where the headphones are, in words.
  case headphonesPlace(String)
  case theme(String)
  case addFolder(String)
  case rescan
  case analyzeAll
  case help
  case quit
  /// What hot cue 1…8 of the deck's track is called, and its colour.
  case nameCue(DeckID, Int, String)
  case colourCue(DeckID, Int, CueColour)
  /// Shifts the key by as little as makes it fit the other deck's.
  case matchKey(DeckID, Moment, Glide)
  /// Off where it is heard, else on at its usual amount.
  case toggleEffect(DeckID, DeckEffect, Moment, Glide)

  /// It can be done at a beat, bar or phrase to come; the others are done at once or not at all.
  var canWait: Bool {
    switch self {
    case .engine, .bpm, .seekFraction, .stem, .matchKey, .toggleEffect: true
    default: false
    }
  }

  package enum LoadSource: Sendable, Hashable {
    case selected
    case suggested
    case path(String)
  }

  package enum StemChange: Sendable, Hashable {
    case mute(Switch)
    case level(Amount)
  }

  package enum BrowseMove: String, Sendable, Hashable, CaseIterable {
    case up, down
    case pageUp = "page up"
    case pageDown = "page down"
    case top, bottom
  }
}

/// A change of a track's grid; "here" is the deck's playhead.
package enum GridEdit: Sendable, Hashable {
  case constant(BPM, TrackTime)
  case times(Double)
  case tap
  case tempo(Amount)
  case nudge(milliseconds: Double)
  case shift(beats: Int)
  case here
  case downbeat
  case phrase
  case bar(Int)
  case change
  case join
  case lock(Switch)
  case undo
  case reset
}

/// What the DJ knows better of a track than the analysis.
package enum Correction: Sendable, Hashable {
  case key(MusicalKey)
  /// The label of the section at the playhead.
  case section(String)
  case sectionStart
  case forget
}

/// A number as it is said: `= 3` or `3` is a value, `+3` and `-3` are changes of the value there is.
package enum Amount: Sendable, Hashable {
  case value(Double)
  case change(Double)
}

/// A line that is no command, with a sentence on what is wrong.
package struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
