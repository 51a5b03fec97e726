/// A picture with its channels innermost and a border of zeros, which convolutions read.
// SAFETY: the memory is the object's own and lives as long; one thread uses it at a time, that of the net's owner.
final class Picture: @unchecked Sendable {
  let rows: Int
  let columns: Int
  let channels: Int
  /// Pixels of border before and behind the picture, downwards and across alike.
  let before: Int
  /// Floats from a row to the next.
  let row: Int
  private let memory: UnsafeMutableBufferPointer<Float>

  init(rows: Int, columns: Int, channels: Int, before: Int, behind: Int) {
    self.rows = rows
    self.columns = columns
    self.channels = channels
    self.before = before
    row = (before + columns + behind) * channels
    memory = .allocate(capacity: row * (before + rows + behind))
    memory.initialize(repeating: 0)
  }

  deinit { memory.deallocate() }

  /// The pixel at a place, which may lie in the border.
  func pixel(_ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
    memory.baseAddress! + (y + before) * row + (x + before) * channels
  }
}
