import Glibc
import Music
import Platform

/// What was typed at the prompt, kept across runs: one line each, oldest first.
package enum PromptHistory {
  private static let most = 500

  /// The lines typed so far, oldest first; none where the file cannot be read.
  package static func read(_ directories: AppDirectories) -> [String] {
    guard let text = textFile(directories.historyFile) else { return [] }
    return Array(text.split(separator: "\n").map(String.init).suffix(most))
  }

  /// A history that cannot be written is no reason to stop.
  package static func append(_ line: String, _ directories: AppDirectories) {
    guard let file = fopen(directories.historyFile, "ae") else { return }
    fputs(line.printable + "\n", file)
    fclose(file)
  }
}
