import Controllers
import Engine
import Testing

@testable import Workstation

/// The built-in maps say commands that there are, and show states that there are.
@Suite struct ControllerMapTests {
  @Test("every line of a built-in map is a command", arguments: StandardMaps.all.map(\.name))
  func commands(name: String) throws {
    let text = try #require(builtInMap(name))
    let (map, faults) = ControllerMap.read(
      text, check: ControllerMaps.complaint, checkState: ControllerMaps.complaintAboutLight)
    #expect(faults.isEmpty, "\(faults.map(\.sentence))")
    #expect(!map.states.isEmpty)
  }

  @Test(arguments: ["deck a shining", "deck c playing", "deck a hotcue 9", "deck a hotcue", "playing"])
  func whatNoLightShowsIsSaid(state: String) {
    let (map, faults) = ControllerMap.read(
      "light note 1 0x01 = \(state)", check: { _ in nil }, checkState: ControllerMaps.complaintAboutLight)
    #expect(map.states.isEmpty && faults.first?.sentence.contains("line 1: a light shows") == true)
  }

  @Test func placesOfControllersAreRead() {
    #expect(MIDIPlace("auto") == .system && MIDIPlace("off") == .off)
    #expect(MIDIPlace("/dev/midi1 /dev/midi2") == .path("/dev/midi1", output: "/dev/midi2"))
    #expect(MIDIPlace("/dev/midi1").place == .path("/dev/midi1", output: nil, name: "midi1"))
    #expect(MIDIPlace("off").place == nil)
    var settings = Settings()
    #expect(settings.use("midi", "off") == nil && settings.midi == .off)
  }
}
