import Engine
import Glibc
import Media
import Music
import Platform

/// What a recording is asked for by name, and what lies beside it.
extension Workstation {
  /// Begins a recording where none runs, or ends the one that does.
  func record(_ wish: Switch) {
    guard wish.applied(to: recorder != nil) != (recorder != nil) else {
      return messages.add(.note, recorder.map(already) ?? "nothing is being recorded")
    }
    if let recorder { return recorder.stop() }
    begin("\(places.recordings)/\(dateAndTime())", settings.recordingFormat)
  }

  /// Begins a recording to this file: its ending says the format, and where it has no folder it lies with the others.
  func record(to name: String) {
    if let recorder { return messages.add(.note, already(recorder)) }
    let path = plainPath(name.contains("/") ? name : "\(places.recordings)/\(name)")
    let ending = fileEnding(path)
    if ending.isEmpty { return begin(path, settings.recordingFormat) }
    guard let format = RecordingFormat(ending: ending) else {
      return messages.add(.failure, "a recording ends in .wav, .flac, .ogg, .opus or .mp3, not in .\(ending)")
    }
    let wished = settings.recordingFormat
    begin("\(folder(of: path))/\(baseName(path))", wished.ending == format.ending ? wished : format)
  }

  /// Whether the next recordings have a file for each deck too.
  func recordDecks(_ wish: Switch) {
    settings.recordsDecks = wish.applied(to: settings.recordsDecks)
    let what = settings.recordsDecks ? "the master and each deck" : "the master alone"
    messages.add(.note, recorder == nil ? "recordings hold \(what)" : "the next recording holds \(what)")
  }

  private func already(_ recorder: Recorder) -> String {
    recorder.recording.map { "already recording to \($0.path)" } ?? "the recording is about to begin"
  }

  private func begin(_ name: String, _ format: RecordingFormat) {
    recorder = Recorder(
      name, format, decks: settings.recordsDecks, taps: taps, rate: settings.output.rate,
      periodFrames: settings.output.periodFrames
    ) { [inbox] recording in inbox.post { $0.messages.add(.note, "recording to \(recording.path)") } }
    cueSheet = nil
    if recorder == nil { messages.add(.failure, "the last recording is still being written: try again in a moment") }
  }

  /// Brings the journal and the cue sheet up to what was recorded and heard since the last tick.
  func noteRecording(_ heard: [Listening.Heard]) {
    for track in heard { journal?.write(.heard(track.deck, track.track), at: track.frame) }
    if let recorder, cueSheet == nil, let first = recorder.firstFrame, let recording = recorder.recording {
      cueSheet = CueSheet(of: recording.path, from: first, rate: settings.output.rate)
      journal?.write(.recordOn(recording), at: first)
      for track in listening.present where !heard.contains(track) {
        journal?.write(.heard(track.deck, track.track), at: max(first, track.frame))
        addToCueSheet(track)
      }
    }
    for track in heard { addToCueSheet(track) }
    if recorder?.takeShortness() == true, !saidShortness {
      saidShortness = true
      messages.add(.warning, "the disk has room for less than ten more minutes of recording")
    }
    if let ended = recorder?.outcome { recordingEnded(ended) }
  }

  private func addToCueSheet(_ track: Listening.Heard) {
    guard let text = cueSheet?.add(track), let path = cueSheet?.path else { return }
    files.run { [inbox] in
      guard let complaint = CueSheet.write(text, to: path) else { return }
      inbox.post { $0.sayOfCueSheet(complaint) }
    }
  }

  /// Said once a recording.
  private func sayOfCueSheet(_ complaint: String) {
    if !saidCueSheet { messages.add(.warning, complaint) }
    saidCueSheet = true
  }

  private func recordingEnded(_ outcome: Recorder.Outcome) {
    if let end = recorder?.endFrame { journal?.write(.recordOff, at: end) }
    recorder = nil
    cueSheet = nil
    saidShortness = false
    saidCueSheet = false
    messages.add(outcome.weight, outcome.sentence)
  }

  /// Says what an earlier run left when it was ended by force: where its recording and its journal are.
  func lookForBrokenSet() {
    files.run { [inbox, folder = places.journals, own = journal?.path] in
      let newest = JournalFile.all(in: folder).first { $0.path != own }
      guard let newest, !JournalWriter.isBeingWritten(newest.path), let text = textFile(newest.path),
        let set = try? Journal(parsing: text, name: newest.path), !set.isEnded
      else { return }
      guard let open = set.recordings.last, open.end == nil, access(open.recording.path, R_OK) == 0 else { return }
      inbox.post {
        $0.messages.add(
          .note, "the last set was cut off; its recording is there up to its last second: \(open.recording.path)")
      }
    }
  }
}

/// "NAME.wav", or "NAME-2.wav" where that is taken: nothing that was recorded is ever written over.
/// - Parameter beside: endings of files that come to lie beside it.
func freeName(_ name: String, ending: String, beside: [String] = []) -> String {
  var base = name
  var number = 2
  while ([ending] + beside).contains(where: { access("\(base).\($0)", F_OK) == 0 }) {
    base = "\(name)-\(number)"
    number += 1
  }
  return "\(base).\(ending)"
}
