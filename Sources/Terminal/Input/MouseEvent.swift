/// What a mouse did over a cell.
struct MouseEvent: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case press
    /// Moved while the left button is down.
    case drag
    case release
    case wheelUp, wheelDown
  }

  var kind: Kind
  /// Columns from 0.
  var x: Int
  /// Rows from 0.
  var y: Int

  /// - Parameters:
  ///   - button: as `CSI < button ; x ; y M` has it (xterm's ctlseqs, SGR mode 1006).
  ///   - isDown: the sequence ends in `M`.
  /// - Returns: nil for other buttons, and with keys held: those are the terminal's own.
  init?(button: Int, x: Int, y: Int, isDown: Bool) {
    guard (1...10_000).contains(x), (1...10_000).contains(y) else { return nil }
    switch (button, isDown) {
    case (0, true): kind = .press
    case (0, false): kind = .release
    case (32, true): kind = .drag
    case (64, true): kind = .wheelUp
    case (65, true): kind = .wheelDown
    default: return nil
    }
    (self.x, self.y) = (x - 1, y - 1)
  }
}
