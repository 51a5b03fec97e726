/// Where one sound is found in another bit for bit, when what carried it dropped or repeated some in between.
package struct ExactStretches {
  /// A run of frames that are equal in both.
  package struct Stretch {
    package var part: Int
    package var whole: Int
    package var frames: Int
  }

  package private(set) var stretches: [Stretch] = []
  /// The part's frames from its first sound on.
  package private(set) var total = 0

  package var exact: Int { stretches.reduce(0) { $0 + $1.frames } }
  package var share: Double { total == 0 ? 0 : Double(exact) / Double(total) }
  package var longest: Int { stretches.map(\.frames).max() ?? 0 }

  /// - Parameters:
  ///   - part: looked for in `whole`, in order; both interleaved stereo.
  ///   - shortest: frames that must be equal for it not to be chance.
  package init(of part: [Float], in whole: [Float], shortest: Int = 1024) {
    let frames = (part: part.count / 2, whole: whole.count / 2)
    var at = (part.firstIndex { abs($0) > 0.001 } ?? part.count) / 2
    total = frames.part - at
    var from = 0
    part.withUnsafeBufferPointer { part in
      whole.withUnsafeBufferPointer { whole in
        func equal(_ a: Int, _ b: Int) -> Bool { part[2 * a] == whole[2 * b] && part[2 * a + 1] == whole[2 * b + 1] }
        while at + shortest <= frames.part {
          guard part[2 * at] != 0 else {
            at += 1
            continue
          }
          var found: Int?
          for place in from..<max(from, frames.whole - shortest) where equal(at, place) {
            if (1..<shortest).allSatisfy({ equal(at + $0, place + $0) }) {
              found = place
              break
            }
          }
          guard let found else {
            at += 64
            continue
          }
          var count = shortest
          while at + count < frames.part, found + count < frames.whole, equal(at + count, found + count) { count += 1 }
          stretches.append(Stretch(part: at, whole: found, frames: count))
          at += count
          from = found + count
        }
      }
    }
  }
}
