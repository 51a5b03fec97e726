import Platform

/// What a shell completes of the program's command line, read from the usage text, so that there is one table of both.
struct ShellCompletions {
  /// `segue analyze` and its like.
  struct Verb {
    let word: String
    var summary: String
    var options: [Option] = []
  }

  /// `--json`, `--course build|hold|release|arc`.
  struct Option: Hashable {
    let name: String
    /// What may follow, where these are words; nil for an option alone.
    let values: [String]?
  }

  /// Those of the workstation itself, which most verbs take too.
  private(set) var options: [Option] = []
  private(set) var verbs: [Verb] = []

  /// What shells this knows.
  static let shells = ["bash", "zsh", "fish"]

  init(usage: String) {
    var isInOptions = false
    for line in usage.lines {
      let content = line.trimmed
      if content == "Options" { isInOptions = true }
      if isInOptions {
        options += Self.options(in: content)
      } else if let verb = Self.verb(content) {
        // A verb may have several lines of usage.
        if !verbs.contains(where: { $0.word == verb.word }) { verbs.append(verb) }
        add(Self.options(in: content))
      } else if !verbs.isEmpty {
        add(Self.options(in: content))
        if verbs[verbs.count - 1].summary.isEmpty { verbs[verbs.count - 1].summary = content }
      }
    }
  }

  private mutating func add(_ options: [Option]) {
    guard let last = verbs.indices.last else { return }
    for option in options where !verbs[last].options.contains(option) { verbs[last].options.append(option) }
  }

  private static func verb(_ line: String) -> Verb? {
    let words = line.split(separator: " ")
    guard words.count > 1, words[0] == "segue", words[1].allSatisfy({ $0.isLetter && $0.isLowercase }) else {
      return nil
    }
    let summary = line.firstRange(of: "   ").map { line[$0.upperBound...].trimmed } ?? ""
    return Verb(word: String(words[1]), summary: summary)
  }

  private static func options(in line: String) -> [Option] {
    let words = line.split { " []".contains($0) }.map(String.init)
    return words.indices.compactMap { index in
      let name = String(words[index].prefix { $0.isLetter || $0 == "-" })
      guard name.hasPrefix("--"), name.count > 3 else { return nil }
      let next = index + 1 < words.count ? words[index + 1] : ""
      let choices = next.split(separator: "|").map(String.init)
      if choices.count > 1 { return Option(name: name, values: choices.filter { $0 == $0.lowercased() }) }
      let takesValue = !next.isEmpty && next == next.uppercased() && next.contains { $0.isLetter || $0.isNumber }
      return Option(name: name, values: takesValue ? [] : nil)
    }
  }

  /// The script for a shell; nil for one that is not known.
  func script(for shell: String) -> String? {
    switch shell {
    case "bash": bash
    case "zsh": zsh
    case "fish": fish
    default: nil
    }
  }

  /// Verbs that take a line of the command language.
  private static let speaking = ["ctl", "parse"]

  private var bash: String {
    let cases = verbs.map { verb in
      "    \(verb.word)) options='\((verb.options + options).map(\.name).joined(separator: " "))' ;;"
    }
    let values = Set(verbs.flatMap(\.options) + options).sorted { $0.name < $1.name }.compactMap { option in
      option.values.flatMap { $0.isEmpty ? nil : "    \(option.name)) values='\($0.joined(separator: " "))' ;;" }
    }
    return """
      # Completions of segue for bash: segue completions bash > ~/.local/share/bash-completion/completions/segue
      _segue() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options= values=
        if [ "$COMP_CWORD" -eq 1 ]; then
          case $word in
            -*) mapfile -t COMPREPLY < <(compgen -W '\(options.map(\.name).joined(separator: " "))' -- "$word") ;;
            *) mapfile -t COMPREPLY < <(compgen -W '\(verbs.map(\.word).joined(separator: " "))' -- "$word"
                 compgen -d -- "$word") ;;
          esac
          return
        fi
        case ${COMP_WORDS[1]} in
          \(Self.speaking.joined(separator: "|")))
            mapfile -t COMPREPLY < <(segue completions line "${COMP_WORDS[@]:2:COMP_CWORD-1}" 2>/dev/null)
            return ;;
      \(cases.joined(separator: "\n"))
        esac
        case $before in
      \(values.joined(separator: "\n"))
        esac
        if [ -n "$values" ]; then
          mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
        elif [ "${word#-}" != "$word" ]; then
          mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        else
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
        fi
      }
      complete -o filenames -F _segue segue

      """
  }

  private var zsh: String {
    func quoted(_ text: String) -> String { text.replacing("'", with: "’").replacing(":", with: "\\:") }
    let described = verbs.map { "  '\($0.word):\(quoted($0.summary))'" }
    let cases = verbs.map { verb in
      let all = (verb.options + options).map { option in
        let values = option.values.map { $0.isEmpty ? ":value:_files" : ":value:(\($0.joined(separator: " ")))" } ?? ""
        return "'\(option.name)\(values)'"
      }
      return "    \(verb.word)) _arguments \(all.joined(separator: " ")) '*:file:_files' ;;"
    }
    return """
      #compdef segue
      # Completions of segue for zsh: segue completions zsh > ~/.zfunc/_segue, with fpath+=~/.zfunc before compinit
      local -a verbs
      verbs=(
      \(described.joined(separator: "\n"))
      )
      if (( CURRENT == 2 )); then
        _describe verb verbs
        _files -/
      else
        case $words[2] in
          \(Self.speaking.joined(separator: "|")))
            compadd -- ${(f)"$(segue completions line "${(@)words[3,CURRENT]}" 2>/dev/null)"} ;;
      \(cases.filter { line in !Self.speaking.contains { line.hasPrefix("    \($0))") } }.joined(separator: "\n"))
        esac
      fi

      """
  }

  private var fish: String {
    func quoted(_ text: String) -> String { text.replacing("'", with: "’").replacing("\\", with: "\\\\") }
    var lines = [
      "# Completions of segue for fish: segue completions fish > ~/.config/fish/completions/segue.fish",
      "complete -c segue -n __fish_use_subcommand -a '(__fish_complete_directories)'",
    ]
    func line(_ condition: String, _ option: Option) -> String {
      let values = option.values.map { $0.isEmpty ? " -r" : " -x -a '\($0.joined(separator: " "))'" } ?? ""
      return "complete -c segue -n '\(condition)' -l \(option.name.dropFirst(2))\(values)"
    }
    for verb in verbs {
      lines.append("complete -c segue -n __fish_use_subcommand -a \(verb.word) -d '\(quoted(verb.summary))'")
      lines += verb.options.map { line("__fish_seen_subcommand_from \(verb.word)", $0) }
    }
    lines += options.map { line("true", $0) }
    let verbs = Self.speaking.joined(separator: " ")
    lines.append(
      "complete -c segue -n '__fish_seen_subcommand_from \(verbs)' -f "
        + "-a '(segue completions line (commandline -opc)[3..] (commandline -ct) 2>/dev/null)'")
    return lines.joined(separator: "\n") + "\n"
  }
}
