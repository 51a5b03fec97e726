import Glibc
import Platform

/// Where Segue keeps things, by the XDG base directory specification.
package struct AppDirectories: Sendable {
  /// Configuration: `config`, `keys`, `themes/`.
  package var config: String
  /// What must last: the library, journals, recordings.
  package var data: String
  /// What can be made again: the demo crate.
  package var cache: String
  /// What was chosen while the program ran.
  package var state: String
  /// What lasts as long as the user is logged in: the control socket.
  package var runtime: String

  /// - Parameters:
  ///   - state: nil: in the folder for data.
  ///   - runtime: nil: in the folder for state.
  package init(config: String, data: String, cache: String, state: String? = nil, runtime: String? = nil) {
    self.config = config
    self.data = data
    self.cache = cache
    self.state = state ?? data
    self.runtime = runtime ?? self.state
  }

  /// From the environment; a relative or empty variable counts as unset, as the specification says.
  package init(environment: [String: String]) {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? homeOfThisUser()
    func place(_ variable: String, _ fallback: String) -> String {
      let base = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/" + fallback
      return base + "/segue"
    }
    config = place("XDG_CONFIG_HOME", ".config")
    data = place("XDG_DATA_HOME", ".local/share")
    cache = place("XDG_CACHE_HOME", ".cache")
    state = place("XDG_STATE_HOME", ".local/state")
    // Without a login manager there is no such folder.
    let isThere = environment["XDG_RUNTIME_DIR"]?.hasPrefix("/") == true
    runtime = isThere ? place("XDG_RUNTIME_DIR", "") : state
  }

  /// Those of the named variables that are set and not empty.
  package static func environment(_ names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { if let value = getenv(name) { values[name] = String(cString: value) } }
    return values
  }

  /// The folders of the XDG base directory specification, of this user.
  package static var ofThisUser: AppDirectories {
    AppDirectories(
      environment: environment([
        "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
      ]))
  }

  /// The library's database.
  package var library: String { data + "/library.sqlite" }
  /// The folder of journals.
  package var journals: String { data + "/journals" }
  /// The folder of recordings.
  package var recordings: String { data + "/recordings" }
  /// The folder of playlists that were saved from the queue.
  package var playlists: String { data + "/playlists" }
  /// What is lined up.
  package var queueFile: String { data + "/queue.m3u8" }
  /// How the set stands, for the next run.
  package var lastSet: String { data + "/last-set" }
  /// What was learnt of a DJ, by the taste's name.
  package func taste(_ name: String) -> String { "\(data)/tastes/\(name).taste" }
  /// The folder of the demo's tracks.
  package var demo: String { cache + "/demo" }
  /// The folder of what was learnt from lists.
  package var listTastes: String { cache + "/taste" }
  /// The settings' file.
  package var configFile: String { config + "/config" }
  /// The user's keys.
  package var keymapFile: String { config + "/keys" }
  /// The folder of the user's maps of controllers.
  package var controllers: String { config + "/controllers" }
  /// Lines that were typed at the prompt.
  package var historyFile: String { data + "/history" }
  /// Where other programs of the same user give commands.
  package var controlSocket: String { runtime + "/control" }
  /// What plays on the radio, for other programs.
  package var nowPlaying: String { runtime + "/nowplaying.json" }
  /// What was chosen at the prompt and lasts.
  package var savedSettingsFile: String { state + "/choices" }
}
