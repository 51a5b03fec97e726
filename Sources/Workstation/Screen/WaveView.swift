/// How the two waveforms are shown: a choice that lasts.
package struct WaveView: Sendable, Hashable {
  /// 0 the closest … 3 the widest; 1 shows six seconds on a screen of 120 columns.
  package private(set) var zoom = 1
  /// What waveforms are made of; nil: what the terminal is known to show.
  package var glyphs: WaveGlyphs?
  /// A frame is drawn at most so often a second.
  package var framesPerSecond = 30

  /// From the closest, three seconds on a screen of 120 columns, to the widest, each twice as much as the one before.
  package static let zooms = 4
  static let frameRates = 5...120

  /// As it is until something else is chosen.
  package init() {}

  /// One step closer or wider. - Returns: nil, or that it goes no further.
  mutating func zoom(_ step: ZoomStep) -> String? {
    let next = zoom + (step == .in ? -1 : 1)
    guard (0..<Self.zooms).contains(next) else {
      return "the waveforms go no \(step == .in ? "closer" : "wider"): zoom \(step == .in ? "out" : "in") goes back"
    }
    zoom = next
    return nil
  }

  /// What the config file says of it. - Returns: nil, or what is wrong with it.
  mutating func use(_ name: String, _ value: String) -> String? {
    switch name {
    case "glyphs":
      if value == "auto" {
        glyphs = nil
        return nil
      }
      guard let choice = WaveGlyphs(rawValue: value) else { return "glyphs is auto, \(WaveGlyphs.words), not \(value)" }
      glyphs = choice
    case "zoom":
      guard let level = Int(value), (1...Self.zooms).contains(level) else {
        return "zoom lies between 1, the closest, and \(Self.zooms), not \(value)"
      }
      zoom = level - 1
    default:
      guard let rate = Int(value), Self.frameRates.contains(rate) else {
        return "fps lies between \(Self.frameRates.lowerBound) and \(Self.frameRates.upperBound), not \(value)"
      }
      framesPerSecond = rate
    }
    return nil
  }
}

/// What the zoom keys do.
package enum ZoomStep: String, Sendable, Hashable, CaseIterable {
  /// Closer.
  case `in`
  /// Wider.
  case out
}

/// What a waveform is made of: a picture, or characters. Not every font has them all; those of a cell share two
/// colours.
package enum WaveGlyphs: String, Sendable, Hashable, CaseIterable {
  /// A picture, where the terminal shows them; elsewhere what it is known to show.
  case pixels
  /// 2 × 4 places in a cell, of Unicode 16: few fonts, and terminals that draw them by themselves.
  case octant
  /// 2 × 3, of Unicode 13.
  case sextant
  /// 2 × 2, which nearly all fonts have.
  case quadrant
  /// 2 × 4 dots.
  case braille
  /// 1 × 8: fine in height, a whole cell in time.
  case block
  /// 1 × 2, for fonts of 256 characters.
  case half
  /// Plain characters.
  case ascii

  /// "octant, sextant, …".
  static let words = allCases.map(\.rawValue).joined(separator: ", ")
}
