import Music

/// What hears the voice of a track.
enum Hearer {
  case nets(VoiceModel, isFast: Bool)
  case repetition

  /// In files' names.
  var word: String {
    switch self {
    case .nets(_, let isFast): isFast ? "fast" : "best"
    case .repetition: "classical"
    }
  }

  /// As reports have it.
  var name: String {
    switch self {
    case .nets(_, let isFast): VoiceModel.name + (isFast ? " (voice)" : "")
    case .repetition: "repetition"
    }
  }

  /// Raised where it would hear otherwise.
  var version: Int {
    switch self {
    case .nets: VoiceModel.version
    case .repetition: RepetitionHearing.version
    }
  }

  /// - Parameter sideBySide: two cores may be used.
  func hearing(at rate: SampleRate, sideBySide: Bool) -> any VoiceHearing {
    switch self {
    case .nets(let model, let isFast): NetHearing(model, isFast: isFast, sideBySide: sideBySide)
    case .repetition: RepetitionHearing(FrameSize(at: rate), at: rate)
    }
  }
}
