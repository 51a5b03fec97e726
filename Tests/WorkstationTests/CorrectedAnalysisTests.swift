import Library
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// What the DJ has corrected holds for `segue mashup`, too, which analyses such a file anew.
@Suite struct CorrectedAnalysisTests {
  @Test func gridKeyAndSectionsAreTheDJs() throws {
    let folder = try ScratchFolder()
    let (place, song) = (folder.path + "/l.db", folder.path + "/song.wav")
    let heard = {
      var analysis = TrackAnalysis(path: song)
      (analysis.content_id, analysis.key, analysis.camelot, analysis.bpm) = ("ab12", "A minor", "8A", 120)
      analysis.grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0))
      analysis.sections = [TrackAnalysis.Section(label: "verse", start_seconds: 0, end_seconds: 60)]
      return analysis
    }()
    func corrected(_ analysis: TrackAnalysis, library: String? = place) -> CorrectedAnalysis {
      CorrectedAnalysis(analysis, at: song, library: library)
    }
    #expect(corrected(heard).analysis.key == "A minor" && !corrected(heard).isKeyByHand)
    do {
      let library = try Library(path: place)
      try library.upsert([FileStamp(path: song, bytes: 1, modified: 1)])
      let track = try library.store(heard, waveform: nil)
      #expect(corrected(heard).analysis.grid == heard.grid && !corrected(heard).isKeyByHand)
      try library.setKeyEdit(MusicalKey(parsing: "3B"), of: track)
      try library.setGridEdit(BeatGrid(bpm: BPM(60), firstBeat: TrackTime(0.5)), of: track)
      try library.setSectionEdit(
        [TrackAnalysis.Section(label: "drop", start_seconds: 0, end_seconds: 60)], of: track)
      #expect(try library.keyEdits(of: [track, TrackID(99)]) == [track: try #require(MusicalKey(parsing: "3B"))])
    }
    let now = corrected(heard)
    #expect(now.isKeyByHand && now.analysis.camelot == "3B" && now.analysis.bpm == 60)
    #expect(now.analysis.grid?.anchors.first?.time == TrackTime(0.5) && now.analysis.sections?.first?.label == "drop")
    // Another file that lies there now, and a library that is not there, correct nothing.
    var other = heard
    other.content_id = "cd34"
    #expect(!corrected(other).isKeyByHand && corrected(other).analysis.bpm == 120)
    for library in [folder.path + "/none.db", nil] { #expect(!corrected(heard, library: library).isKeyByHand) }
  }
}
