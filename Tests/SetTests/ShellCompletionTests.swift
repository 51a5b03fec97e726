import Glibc
import Support
import Testing

/// What shells complete, through the shells that are there.
@Suite("Completions of the shell", .enabled(if: Programs.built("segue") != nil, "segue is not built"))
struct ShellCompletionTests {
  private static func script(_ shell: String, in scratch: ScratchFolder) throws -> String {
    let program = try #require(Programs.built("segue"))
    let ended = try Programs.run([program, "completions", shell])
    #expect(ended.status == 0 && ended.errors.isEmpty)
    let path = "\(scratch.path)/segue.\(shell)"
    try writeText(ended.output, to: path)
    return path
  }

  /// The words that bash offers for a line, whose last word is being typed.
  private func offered(_ words: [String], _ script: String) throws -> Set<String> {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let bin = try #require(Programs.built("segue")).split(separator: "/").dropLast().joined(separator: "/")
    let ended = try Programs.run([
      "/bin/bash", "-c",
      "PATH=/\(bin):$PATH; . \(script); COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); _segue; "
        + "printf '%s\\n' \"${COMPREPLY[@]}\"",
    ])
    #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.errors)")
    return Set(ended.output.split(separator: "\n").map(String.init))
  }

  @Test(
    "bash completes verbs, options, their values and lines of the prompt", .enabled(if: access("/bin/bash", X_OK) == 0))
  func bash() throws {
    let scratch = try ScratchFolder()
    let script = try Self.script("bash", in: scratch)
    #expect(try offered(["segue", "an"], script).contains("analyze"))
    #expect(try offered(["segue", "--he"], script) == ["--headphones", "--help"])
    #expect(try offered(["segue", "plan", "--c"], script).isSuperset(of: ["--course", "--config"]))
    #expect(try offered(["segue", "plan", "--course", ""], script) == ["build", "hold", "release", "arc"])
    #expect(try offered(["segue", "mashup", "--arrange", "h"], script) == ["hook"])
    #expect(try offered(["segue", "ctl", "deck", "a", "sy"], script) == ["sync"])
    #expect(try offered(["segue", "parse", "layout", "d"], script) == ["de", "dk", "dvorak"])
  }

  /// Every verb of the usage is one that the program takes, and is in each script.
  @Test("every verb of the usage is in the scripts of all shells")
  func verbs() throws {
    let scratch = try ScratchFolder()
    let program = try #require(Programs.built("segue"))
    let usage = try Programs.run([program, "--help"]).output
    let verbs = Set(
      usage.split(separator: "\n").compactMap { line -> String? in
        let words = line.split(separator: " ")
        guard words.count > 1, words[0] == "segue", words[1].allSatisfy({ $0.isLowercase }) else { return nil }
        return String(words[1])
      })
    #expect(verbs.count > 20)
    for shell in ["bash", "zsh", "fish"] {
      let path = try Self.script(shell, in: scratch)
      let text = Programs.contents(path)
      for verb in verbs { #expect(text.contains(verb), "\(shell) \(verb)") }
      for place in ["/bin/", "/usr/bin/"] where access(place + shell, X_OK) == 0 {
        #expect(try Programs.run([place + shell, "-n", path]).status == 0, "\(shell) cannot read its script")
      }
    }
    for verb in verbs {
      let errors = try Programs.run([program, verb, "--no-such-option"]).errors
      #expect(errors.contains("there is no option"), "\(verb)")
    }
    #expect(try Programs.run([program, "completions", "csh"]).status == 2)
  }
}
