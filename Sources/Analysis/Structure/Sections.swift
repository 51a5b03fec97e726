import Music

/// The parts of a track's arrangement by name, in order, without gaps.
struct Sections {
  let sections: [TrackAnalysis.Section]

  /// - Parameter sounding: seconds where the sound starts and ends.
  init(_ table: BarTable, runs: [(kind: SectionKind, bars: Range<Int>)], sounding: ClosedRange<Double>) {
    let names = Self.names(runs, table)
    var sections: [TrackAnalysis.Section] = []
    for (run, name) in zip(runs, names) {
      let (start, end) = (table.borders[run.bars.lowerBound], table.borders[run.bars.upperBound])
      if let last = sections.last, last.label == name {
        sections[sections.count - 1].end_seconds = end
      } else {
        sections.append(TrackAnalysis.Section(label: name, start_seconds: start, end_seconds: end))
      }
    }
    // The outer borders are bar lines where the sound starts and ends with them, to a beat; else where it does.
    if let first = sections.first, let last = sections.last {
      let beat = (last.end_seconds - last.start_seconds) / Double(max(1, 4 * (runs.last?.bars.count ?? 1)))
      if abs(first.start_seconds - sounding.lowerBound) > beat || first.start_seconds < 0 {
        sections[0].start_seconds = sounding.lowerBound
      }
      if last.end_seconds > sounding.upperBound + beat {
        sections[sections.count - 1].end_seconds = sounding.upperBound
      }
    }
    self.sections = sections
  }

  /// The contract's words. Where no full part comes out of a build or a breakdown the track is a song, not a piece for
  /// dancing: its louder full parts are choruses, the softer ones verses, and what is not full between them is a
  /// bridge.
  private static func names(_ runs: [(kind: SectionKind, bars: Range<Int>)], _ table: BarTable) -> [String] {
    let drops = zip(runs, runs.dropFirst()).contains { before, run in
      run.kind == .drop && (before.kind == .build || before.kind == .breakdown)
    }
    if drops {
      // What is full before the first rise is not the drop yet.
      return runs.map { String(describing: $0.kind) }
    }
    let hasBoth = runs.contains { $0.kind == .verse } && runs.contains { $0.kind == .drop }
    return runs.map { run in
      switch run.kind {
      case .drop: hasBoth ? "chorus" : "verse"
      case .breakdown where !runs.isEmpty && run.bars.lowerBound > 0 && run.bars.upperBound < table.count: "bridge"
      default: String(describing: run.kind)
      }
    }
  }
}
