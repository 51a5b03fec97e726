import Music
import Testing

@testable import Workstation

/// What is made of tracks in the mix: only what came in over another, and was heard.
@Suite struct HeardMixesTests {
  private func look(_ serial: UInt64?, heard: Bool = true, length: Double? = 300) -> HeardMixes.Look {
    HeardMixes.Look(
      serial: serial, track: serial.map { TrackID(Int64($0)) }, isHeard: serial != nil && heard,
      length: length.map { Seconds($0) })
  }

  /// What deck B's track 2 is found to be that came in over track 1 and was heard for so long.
  private func verdict(
    heard: Double, length: Double? = 300, alone: Bool = false
  ) -> [HeardMixes.Verdict] {
    var mixes = HeardMixes()
    var (found, now) = ([HeardMixes.Verdict](), 0.0)
    func step(_ looks: [HeardMixes.Look]) {
      found += mixes.look(looks, at: Seconds(now)).map(\.verdict)
      now += 0.5
    }
    for _ in 0..<20 { step([alone ? look(nil) : look(1), look(2, heard: false, length: length)]) }
    while now < 10 + heard { step([look(1, heard: !alone), look(2, length: length)]) }
    step([look(1), look(3, heard: false)])
    return found
  }

  @Test func whatRanForMostOfItsLengthIsKept() {
    #expect(verdict(heard: 200) == [.keptLong])
    #expect(verdict(heard: 30) == [.cutShort])
    #expect(verdict(heard: 120) == [], "neither long nor short")
    #expect(verdict(heard: 5) == [], "only tried")
    #expect(verdict(heard: 30, length: nil) == [], "its length is not known")
    #expect(verdict(heard: 30, alone: true) == [], "it came in over nothing")
  }
}
