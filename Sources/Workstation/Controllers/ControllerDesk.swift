import Controllers
import Engine
import Music
import Platform

/// The controllers that are plugged in: what hands do on them becomes commands, and their lights show how the decks
/// stand. The main thread's.
final class ControllerDesk {
  private struct Unit {
    let name: String
    let map: ControllerMap
    var board: LightBoard
    /// What its lights show, by the map's words.
    let lights: [String: ControllerLight]
    /// By the line of the map.
    var takeovers: [Int: Takeover] = [:]
    /// Lines whose knob was said to be elsewhere.
    var told: Set<Int> = []

    init(_ name: String, _ map: ControllerMap) {
      (self.name, self.map, board) = (name, map, LightBoard(map))
      lights = Dictionary(
        uniqueKeysWithValues: board.states.compactMap { state in
          ControllerLight(state).map { (state, $0) }
        })
    }
  }

  private let thread: ControllerThread
  private let engine: EngineLink
  private let log: MessageLog
  private var units: [Int: Unit] = [:]
  /// The beat that is shared with what is plugged in.
  var clock = ClockDesk()
  /// Messages to a unit in a turn: three hundred a second are taken by each.
  private static let mostLights = 10

  /// Begins to read. - Parameter place: where controllers are. - Throws: why none can be read, in a sentence.
  init(
    _ place: ControllerThread.Place, directories: AppDirectories, engine: EngineLink, log: MessageLog
  ) throws(MIDITrouble) {
    let (maps, problems) = ControllerMaps.read(in: directories)
    (self.engine, self.log) = (engine, log)
    thread = try ControllerThread(place, maps: maps.map(\.map))
    for problem in problems { log.add(.warning, problem) }
  }

  /// Readable when hands have done something.
  var file: Int32 { thread.file }

  /// All lights off; nothing is read any more.
  func close() {
    for source in units.keys { thread.send(units[source]!.board.off(), to: source) }
    thread.end()
  }

  /// What hands have done. - Parameter perform: does a command, as a key would.
  func take(perform: (Command) -> Void) {
    for news in thread.take() {
      switch news {
      case .appeared(let source, let name, let map):
        if let map {
          units[source] = Unit(name, map)
          log.add(.note, "\(name) is plugged in")
        } else {
          log.add(.note, "\(name) is plugged in, and no map fits it: segue midi says how one is made")
        }
      case .gone(let source):
        clock.note(nil, of: source)
        if let unit = units.removeValue(forKey: source) { log.add(.warning, "\(unit.name) was unplugged") }
      case .clock(let source, let line): clock.note(line, of: source)
      case .moved(let source, let events): for event in events { carryOut(event, of: source, perform) }
      }
    }
  }

  private func carryOut(_ event: ControlEvent, of source: Int, _ perform: (Command) -> Void) {
    guard let unit = units[source] else { return }
    switch event {
    case .press(let lines): for line in lines { say(line, perform) }
    case .steps(let line, let ticks): for line in unit.map.commands(line: line, ticks: ticks) { say(line, perform) }
    case .turn(let line, let position, let path, let top):
      for setting in unit.map.settings(line: line, position: position, path: path, top: top) {
        turn(setting, line, of: source, perform)
      }
    }
  }

  /// The lines of a map were read when it was: what is no command now names a track or a stem that is not there.
  private func say(_ line: String, _ perform: (Command) -> Void) {
    do throws(CommandError) {
      for command in try NaturalLine(line).commands { perform(command) }
    } catch { log.add(.failure, error.description) }
  }

  private func turn(_ setting: ControlSetting, _ line: Int, of source: Int, _ perform: (Command) -> Void) {
    guard let command = try? NaturalLine(setting.command).commands.first else { return say(setting.command, perform) }
    let control = engine.snapshot.value(movedBy: command.action)
    var takeover = units[source]?.takeovers[line] ?? Takeover()
    let isTaken = takeover.turn(
      to: setting.value, passing: setting.passed, control: control, span: setting.span,
      at: monotonicSeconds())
    units[source]?.takeovers[line] = takeover
    if isTaken {
      units[source]?.told.remove(line)
      return perform(command)
    }
    guard let control, units[source]?.told.insert(line).inserted == true else { return }
    let goal = command.line.split(separator: "=").first.map { $0.trimmed } ?? command.line
    log.add(.note, "\(goal): bring the knob past \(fixed(control, 2)) and it takes over")
  }

  /// Lights follow, and the clock goes on. - Parameters:
  ///   - snapshot: of now.
  ///   - latency: frames from what is rendered to what is heard.
  func tick(_ snapshot: EngineSnapshot, _ decks: DeckPair, latency: Int) {
    let time = clock.timeHeard(snapshot, latency: latency, at: monotonicSeconds())
    thread.sendClock(clock.beat(snapshot, decks, at: time))
    let step = clock.keepStep(snapshot, decks, at: time) { log.add(.warning, $0) }
    if let step { engine.send(step) }
    for source in units.keys {
      let lights = units[source]!.lights
      let messages = units[source]!.board.update(most: Self.mostLights) { lights[$0]?.level(snapshot) }
      thread.send(messages, to: source)
    }
  }
}

/// The maps of controllers: the DJ's own files, then those that are built in.
package enum ControllerMaps {
  /// A map, and what it is called.
  package struct Named: Sendable {
    /// The file's name, or that of the built-in map.
    package let name: String
    /// Whether it is the DJ's own file.
    package let isOwn: Bool
    /// What it says.
    package let map: ControllerMap
  }

  /// All of them, those of the DJ's files first: the first that fits a controller is its. Blocks on the disk.
  /// - Returns: the maps, and a sentence for each line that cannot be.
  package static func read(in directories: AppDirectories) -> (maps: [Named], problems: [String]) {
    var (maps, problems): ([Named], [String]) = ([], [])
    let names = folderEntries(directories.controllers) ?? []
    for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
      let path = "\(directories.controllers)/\(name)"
      guard let text = textFile(path) else {
        problems.append("\(path) cannot be read: is it a text file, and are its permissions right?")
        continue
      }
      let (map, faults) = ControllerMap.read(text, check: complaint, checkState: complaintAboutLight)
      problems += faults.map { "\(path), \($0.sentence)" }
      maps.append(Named(name: name, isOwn: true, map: map))
    }
    maps += StandardMaps.all.map {
      Named(name: $0.name, isOwn: false, map: ControllerMap.read($0.text, check: complaint).map)
    }
    return (maps, problems)
  }

  /// Why a light can show no such thing; nil when it can.
  package static func complaintAboutLight(_ state: String) -> String? {
    ControllerLight(state) == nil
      ? "a light shows deck a or deck b, and \(ControllerLight.names): “\(state)” is none of it" : nil
  }

  /// Why a line of a map is no command; nil when it is one.
  package static func complaint(_ line: String) -> String? {
    do throws(CommandError) {
      _ = try NaturalLine(line)
      return nil
    } catch { return error.description }
  }
}

extension EngineSnapshot {
  /// Where what a command would set stands now; nil where it sets no control to a place.
  func value(movedBy action: Command.Action) -> Double? {
    switch action {
    case .engine(.deck(let deck, .set(let control, _))): self[deck].value(of: control)
    case .engine(.mixer(.set(let control, _))): value(of: control)
    default: nil
    }
  }
}
