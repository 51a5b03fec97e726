import Music

/// A deck's waveform as a picture, for terminals that show them: what it is a picture of, and which part of it stands
/// where. It lies over its cells, so that all that belongs there is in it; flags and names stand in the row beside it.
struct WavePicture: Sendable {
  /// What it shows. While this stays the same the picture is moved, not made anew.
  struct Subject: Sendable, Equatable {
    let deck: Deck
    let zooms: WaveformZooms
    let heard: HeardStems?
    let grid: BeatGrid?
    let marks: [WaveMark]
    /// Where it loops, in seconds of the track.
    let loop: Range<Double>?
  }

  let subject: Subject
  /// The cells that it takes.
  let rect: Rect
  /// The cell of a row, counted from the left, in whose middle the track is heard.
  let playhead: Int
  /// The track's time at the left edge of the cells.
  let start: Double
  /// Seconds of the track that the cells are wide.
  let seconds: Double
}

/// The waveform's pixels: as in cells, but a column of time is a pixel wide.
struct WavePixels {
  let width: Int
  let height: Int
  /// Red, green and blue; row by row from the top.
  private(set) var bytes: [UInt8]

  /// - Parameters:
  ///   - span: the track's times at both ends.
  ///   - cells: as many as the picture is wide, which says how dense beats may stand.
  ///   - colour: of a role.
  init(
    _ subject: WavePicture.Subject, span: Range<Double>, width: Int, height: Int, cells: Int, colour: (Role) -> RGB
  ) {
    (self.width, self.height) = (width, height)
    let step = (span.upperBound - span.lowerBound) / Double(width)
    let columns = WaveColumn.columns(of: subject.zooms, count: width, places: height, heard: subject.heard) { column in
      span.lowerBound + Double(column) * step..<span.lowerBound + Double(column + 1) * step
    }
    func place(_ time: Double) -> Int { whole(((time - span.lowerBound) / step).rounded(.down)) }
    let inks = WaveInks(subject.deck)
    var bars = columns.map { Bar(kick: $0.kick, height: $0.height, body: inks[$0]) }
    if let loop = subject.loop {
      for x in max(0, place(loop.lowerBound))..<max(0, min(width, place(loop.upperBound))) {
        bars[x].ground = .loopGround
      }
    }
    for (time, mark) in BeatMark.times(of: subject.grid, in: span.lowerBound...span.upperBound, cells: cells) {
      let x = place(time)
      if bars.indices.contains(x) { bars[x].beat = max(bars[x].beat ?? mark, mark) }
    }
    for mark in subject.marks where bars.indices.contains(place(mark.time)) { bars[place(mark.time)].mark = mark.role }
    let colours = Role.allCases.map(colour)
    bytes = [UInt8](repeating: 0, count: 3 * width * height)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for place in 0..<height {
        // Deck A rises from the axis below it, deck B hangs from the one above.
        var index = 3 * (subject.deck == .a ? height - 1 - place : place) * width
        for bar in bars {
          let colour = colours[Int(bar.role(at: place).rawValue)]
          (bytes[index], bytes[index + 1], bytes[index + 2]) = colour
          index += 3
        }
      }
    }
  }

  /// A column of pixels, from the axis outwards.
  private struct Bar {
    let kick: Int
    let height: Int
    let body: Role
    var ground = Role.background
    var beat: BeatMark?
    var mark: Role?

    func role(at place: Int) -> Role {
      // Dashes, so that what is behind them is seen.
      let isDash = place % 6 < 3
      if let mark, isDash { return mark }
      if place < kick { return .kick }
      // Bars are seen in loud music too.
      if place < height { return beat.map { $0 == .beat ? body : ground } ?? body }
      guard let beat else { return ground }
      return beat != .beat ? beat.role : isDash ? .faint : ground
    }
  }
}
