import Controllers
import Engine
import Testing

@testable import Workstation

/// The built-in maps say commands that there are, and show states that there are.
@Suite struct ControllerMapTests {
  @Test("every line of a built-in map is a command", arguments: StandardMaps.all.map(\.name))
  func commands(name: String) throws {
    let text = try #require(builtInMap(name))
    let (map, faults) = ControllerMap.read(text, check: ControllerMaps.complaint)
    #expect(faults.isEmpty, "\(faults.map(\.sentence))")
    for state in map.states {
      let word = state.split(separator: " ").dropFirst(2).first.map(String.init) ?? ""
      let known = [
        "playing", "cueing", "sync", "looping", "slip", "quantize", "headphones", "loaded", "level", "hotcue",
      ]
      #expect(known.contains(word), "\(state)")
    }
  }

  @Test func placesOfControllersAreRead() {
    #expect(MIDIPlace("auto") == .system && MIDIPlace("off") == .off)
    #expect(MIDIPlace("/tmp/in /tmp/out") == .path("/tmp/in", output: "/tmp/out"))
    #expect(MIDIPlace("/tmp/in").place == .path("/tmp/in", output: nil, name: "in"))
    #expect(MIDIPlace("off").place == nil)
    var settings = Settings()
    #expect(settings.use("midi", "off") == nil && settings.midi == .off)
  }
}
