import Controllers
import Platform

/// `segue midi`: the maps there are, and what can be read. Blocks for a moment.
/// - Returns: lines to be shown, and sentences about what is wrong.
package func midiLines(
  _ midi: MIDIPlace, directories: AppDirectories
) -> (lines: [String], problems: [String]) {
  var (maps, problems) = ControllerMaps.read(in: directories)
  var lines = maps.map { named in
    let origin = named.isOwn ? "\(directories.controllers)/\(named.name)" : "built in, segue midi map \(named.name)"
    return "\(named.map.controller): \(counted(named.map.commands.count, "command")) (\(origin))"
  }
  guard let place = midi.place else { return (lines + ["MIDI is off (midi = auto in the config)"], problems) }
  do throws(MIDITrouble) {
    let thread = try ControllerThread(place, maps: maps.map(\.map))
    // Those that are there already are told at once.
    thread.waitForNews(milliseconds: 300)
    let found = thread.take().compactMap { news -> String? in
      guard case .appeared(_, let name, let map) = news else { return nil }
      return map == nil ? "plugged in: \(name), and no map fits it" : "plugged in: \(name)"
    }
    thread.end()
    lines += found.isEmpty ? ["no controller is plugged in"] : found
  } catch { problems.append(error.description) }
  return (lines, problems)
}

/// The text of a built-in map. - Returns: nil where there is none of that name.
package func builtInMap(_ name: String) -> String? { StandardMaps.all.first { $0.name == name }?.text }

/// The names of the built-in maps.
package var builtInMapNames: [String] { StandardMaps.all.map(\.name) }

/// `segue midi monitor`: each message as a map would name it, until the program is ended.
/// - Parameter say: is told each line, by another thread.
/// - Throws: why nothing can be read.
package func monitorMIDI(_ midi: MIDIPlace, directories: AppDirectories, say: @escaping @Sendable (String) -> Void)
  throws
{
  guard let place = midi.place else { throw OfflineSet.Failure(description: "MIDI is off (midi = auto in the config)") }
  let maps = ControllerMaps.read(in: directories).maps.map(\.map)
  let thread = try ControllerThread(place, maps: maps) { _, message in say(message.words) }
  while true {
    thread.waitForNews(milliseconds: 60_000)
    for news in thread.take() {
      switch news {
      case .appeared(_, let name, let map): say("\(name)\(map == nil ? ": no map fits it" : "")")
      case .gone: say("a controller was unplugged")
      case .clock(_, let line): say("  = a clock of \(fixed(line.beatsPerSecond * 60, 1)) BPM")
      case .moved(_, let events):
        for case .press(let commands) in events { say("  = \(commands.joined(separator: "; "))") }
      }
    }
  }
}
