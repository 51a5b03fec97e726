import Glibc
import Platform
import Terminal
import Workstation

/// `segue radio`: the workstation without a screen, the autopilot on, on air. Ends at the bar on TERM.
func openRadio(_ arguments: Arguments, folders: [String]) throws -> Int32 {
  let opened = try Opened(arguments, directories: .ofThisUser, isService: true)
  let workstation = opened.workstation
  for folder in folders { workstation.addFolder(folder) }
  workstation.beginRadio()
  return try opened.run(
    service: Service(
      marksLevels: getenv("JOURNAL_STREAM") != nil,
      reload: {
        do {
          let (settings, problems) = try readSettings(arguments, .ofThisUser)
          for problem in problems { workstation.report(problem, weight: .warning) }
          workstation.use(settings)
        } catch let wrong as Arguments.Wrong {
          workstation.report("\(wrong.sentence): what was read before stays", weight: .failure)
        } catch { workstation.report("\(error)", weight: .failure) }
      }, end: { workstation.endRadio() }))
}

/// `segue radio --unit`: a unit for systemd, of this user (`~/.config/systemd/user/segue-radio.service`).
func radioUnit(_ arguments: Arguments) throws -> String {
  var path = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink("/proc/self/exe", &path, path.count - 1)
  let program = count > 0 ? text(of: path[..<count].map { UInt8(bitPattern: $0) }) : "/usr/bin/segue"
  let config = arguments.config.map { " --config \(quoted(absolutePath($0)))" } ?? ""
  return """
    [Unit]
    Description=Segue radio
    Documentation=man:segue(1)
    Wants=network-online.target
    After=network-online.target sound.target

    [Service]
    Type=exec
    ExecStart=\(quoted(program)) radio\(config)
    ExecReload=/bin/kill -HUP $MAINPID
    KillSignal=SIGTERM
    TimeoutStopSec=20
    Restart=always
    RestartSec=1
    NoNewPrivileges=yes

    [Install]
    WantedBy=default.target
    """
}

/// A word of a unit's command line: systemd reads backslashes, quotation marks, per cents and dollars.
private func quoted(_ word: String) -> String {
  let escaped = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    .replacing("%", with: "%%").replacing("$", with: "$$")
  return escaped == word && !word.contains(" ") ? word : "\"\(escaped)\""
}
