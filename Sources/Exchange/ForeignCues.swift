import Music

/// Cues of another program as Segue has them.
package struct ForeignPads: Sendable, Hashable {
  /// A cue on one of the eight pads.
  package struct Pad: Sendable, Hashable {
    /// 1…8.
    package var number: Int
    /// Where it is.
    package var time: TrackTime
    /// How long its loop is; nil for a point.
    package var loop: Seconds?
    /// Nil: none.
    package var label: String?
    /// Nil for the theme's own.
    package var colour: CueColour?
    /// - Parameter number: 1…8.
    package init(number: Int, time: TrackTime, loop: Seconds? = nil, label: String? = nil, colour: CueColour? = nil) {
      (self.number, self.time, self.loop, self.label, self.colour) = (number, time, loop, label, colour)
    }
  }
  /// By their numbers.
  package private(set) var pads: [Pad] = []
  /// Where the track is to start; nil: nothing says.
  package private(set) var start: TrackTime?
  /// How many found no pad.
  package private(set) var left = 0

  /// - Parameters:
  ///   - offset: seconds to take from each time.
  ///   - takesGridPads: a mark of a grid that sits on a pad becomes a cue.
  package init(_ cues: [ForeignCue], offset: Double = 0, takesGridPads: Bool = false) {
    var waiting: [ForeignCue] = []
    for cue in cues where cue.kind != .grid || takesGridPads {
      guard let number = cue.pad else {
        if cue.kind == .loop { waiting.append(cue) }
        continue
      }
      guard (1...8).contains(number), !pads.contains(where: { $0.number == number }) else {
        waiting.append(cue)
        continue
      }
      pads.append(Self.pad(cue, number, offset))
    }
    // Loops without a number of their own, and those whose number is taken, get a free pad: loops the last ones.
    for cue in waiting {
      let isThere = pads.contains {
        abs($0.time.value - (cue.seconds - offset)) < 0.001 && ($0.loop != nil) == (cue.end != nil)
      }
      if isThere { continue }
      let numbers = cue.kind == .loop ? [5, 6, 7, 8, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7, 8]
      guard let free = numbers.first(where: { number in !pads.contains { $0.number == number } }) else {
        left += 1
        continue
      }
      pads.append(Self.pad(cue, free, offset))
    }
    pads.sort { $0.number < $1.number }
    let memories = cues.filter { $0.pad == nil && $0.kind != .grid }.sorted { $0.seconds < $1.seconds }
    let load = cues.first { $0.kind == .load } ?? memories.first { $0.kind == .cue }
    start = load.map { TrackTime($0.seconds - offset) }
  }

  private static func pad(_ cue: ForeignCue, _ number: Int, _ offset: Double) -> Pad {
    Pad(
      number: number, time: TrackTime(cue.seconds - offset),
      loop: cue.end.flatMap { $0 > cue.seconds ? Seconds($0 - cue.seconds) : nil },
      label: ForeignTexts.given(cue.name == "n.n." ? nil : cue.name),
      colour: cue.colour.flatMap { CueColour(nearest: $0) })
  }
}

extension CueColour {
  /// Red, green and blue of each, as other programs are told it.
  package var rgb: UInt32 {
    switch self {
    case .red: 0xE6_2828
    case .orange: 0xF0_8C28
    case .yellow: 0xE6_D728
    case .green: 0x28_C850
    case .cyan: 0x28_C8DC
    case .blue: 0x32_64FF
    case .violet: 0xA0_46E6
    case .pink: 0xFF_6EC8
    }
  }

  /// The one whose hue is nearest; nil for the greens by which rekordbox means that none was chosen, and for grey.
  package init?(nearest rgb: UInt32) {
    if [0x28_E214, 0x3C_EB50].contains(rgb) { return nil }
    let (hue, chroma) = Self.hue(rgb)
    // Without a hue it says nothing.
    guard chroma >= 32 else { return nil }
    func distance(_ other: Double) -> Double { min(abs(hue - other), 360 - abs(hue - other)) }
    let nearest = Self.allCases.min { distance(Self.hue($0.rgb).degrees) < distance(Self.hue($1.rgb).degrees) }
    guard let nearest else { return nil }
    self = nearest
  }

  private static func hue(_ rgb: UInt32) -> (degrees: Double, chroma: Double) {
    let (red, green, blue) = (Double(rgb >> 16 & 255), Double(rgb >> 8 & 255), Double(rgb & 255))
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    let chroma = most - least
    guard chroma > 0 else { return (0, 0) }
    let sixth =
      most == red ? (green - blue) / chroma : most == green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4
    return ((sixth * 60 + 360).truncatingRemainder(dividingBy: 360), chroma)
  }
}
