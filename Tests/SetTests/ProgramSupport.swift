import Glibc
import Platform
import Support
import Testing
import Workstation

/// The built program with places of its own.
struct InstalledSegue {
  let folder: ScratchFolder
  let program: String

  static var isBuilt: Bool { Programs.built("segue") != nil && Programs.built("segue-media") != nil }

  /// - Parameter config: the config file's text; no sound unless it says otherwise.
  init(config: String = "device = none\n") throws {
    folder = try ScratchFolder()
    program = try #require(Programs.built("segue"))
    for place in [self.config, data, folder.path + "/music"] {
      if let complaint = makeFolder(place) { throw DidNotHappen(description: complaint) }
    }
    try writeText(config, to: self.config + "/config")
  }

  var config: String { folder.path + "/config/segue" }
  var data: String { folder.path + "/data/segue" }
  var music: String { folder.path + "/music" }

  var environment: [String: String] {
    [
      "HOME": folder.path, "XDG_CONFIG_HOME": folder.path + "/config", "XDG_DATA_HOME": folder.path + "/data",
      "XDG_CACHE_HOME": folder.path + "/cache", "SEGUE": program, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor",
    ]
  }

  /// Runs it to its end, without a terminal.
  func run(_ arguments: String...) throws -> Programs.Finished {
    try Programs.run([program] + arguments, environment: environment)
  }

  /// Opens it in a terminal.
  func open(
    _ arguments: String..., width: Int = 120, height: Int = 35, adding: [String: String] = [:]
  ) throws -> TmuxTerminal {
    try TmuxTerminal(
      [program] + arguments, width: width, height: height, home: folder, environment: environment.merging(adding) { $1 }
    )
  }

  /// Opens it in a terminal whose part the test plays.
  func play(
    _ arguments: String..., columns: Int = 120, rows: Int = 35, adding: [String: String] = [:],
    cellSize: (width: UInt16, height: UInt16) = (0, 0), answer: @escaping (String) -> String? = { _ in nil }
  ) throws -> PlayedTerminal {
    try PlayedTerminal(
      [program] + arguments, columns: columns, rows: rows, home: folder,
      environment: environment.merging(adding) { $1 }, cellSize: cellSize, answer: answer)
  }

  /// A shell in a terminal, for what a shell does: job control, and looking at the terminal's state.
  func shell(width: Int = 100, height: Int = 30) throws -> TmuxTerminal {
    try TmuxTerminal(
      ["/bin/sh"], width: width, height: height, home: folder,
      environment: environment.merging(["PS1": "ready> ", "ENV": ""]) { $1 })
  }
}

extension Corpus {
  /// A track's sound; nil when it is not there.
  static func track(_ name: String) -> String? {
    guard let folder else { return nil }
    return ["ogg", "flac"].map { "\(folder)/ready/\(name).\($0)" }.first { access($0, R_OK) == 0 }
  }
}
