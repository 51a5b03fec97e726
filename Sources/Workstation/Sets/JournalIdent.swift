import Engine
import Music
import Platform

extension Journal {
  /// A station's ident over the mix, in words that bring it back: `ident "path" gain -2.5 dip -9`.
  package struct IdentSpec: Sendable, Hashable {
    /// The file.
    package var path: FilePath
    /// What it is played with.
    package var gain: Decibels
    /// What is done to all else meanwhile.
    package var dip: Decibels

    /// - Parameters:
    ///   - path: the file.
    ///   - gain: of the ident.
    ///   - dip: of the music beneath it.
    package init(path: String, gain: Decibels, dip: Decibels) {
      (self.path, self.gain, self.dip) = (FilePath(path), gain, dip)
    }

    /// - Parameter words: all but the time. - Returns: nil for a line of another kind.
    static func read(_ words: [String]) throws(CommandError) -> (IdentSpec, Moment)? {
      guard words.first == "ident" else { return nil }
      guard words.count == 6 || words.count == 8, words[2] == "gain", let gain = Double(words[3]), words[4] == "dip",
        let dip = Double(words[5]), (-60...24).contains(gain), (-60...0).contains(dip)
      else { throw CommandError("an ident is written: ident \"path\" gain -2.5 dip -9, and at phrase behind it") }
      var moment = Moment.now
      if words.count == 8 {
        guard words[6] == "at", let named = Moment(word: words[7]) else {
          throw CommandError("an ident comes at beat, at bar or at phrase")
        }
        moment = named
      }
      return (IdentSpec(path: words[1], gain: Decibels(gain), dip: Decibels(dip)), moment)
    }

    func line(_ moment: Moment) -> String {
      "ident \(CommandLine.quoted(path.text)) gain \(CommandText.number(gain.value)) "
        + "dip \(CommandText.number(dip.value))" + CommandText.timing(moment, .short)
    }
  }
}
