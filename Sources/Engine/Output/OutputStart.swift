/// Starts the device that is asked for. Where it cannot be opened yet, the clock runs and the device is waited for;
/// where it lacks the outputs for the headphones, it plays without them; where nothing would help, a silent clock.
///
/// - Parameter tap: sees every frame that is rendered; the same one for every output of a program's life.
/// - Returns: the running output, and why it is not as it was meant to be.
/// - Throws: only when no thread can be started.
package func startOutput(
  _ settings: OutputSettings, playing source: any FrameSource, tap: RecordingTap
) throws(OutputError) -> (output: any Output, failure: OutputError?) {
  do {
    let output = ALSAOutput(settings, tap: tap)
    let failure = try output.start(source, awaiting: true)
    return (output, failure)
  } catch {
    if case .unsupported = error, settings.cue != .none {
      var plain = settings
      plain.cue = .none
      return (try startOutput(plain, playing: source, tap: tap).output, error)
    }
    let output = SilentOutput(rate: settings.rate, tap: tap)
    try output.start(source)
    return (output, error)
  }
}
