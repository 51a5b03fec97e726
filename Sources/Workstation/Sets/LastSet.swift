import Music
import Platform

/// How the decks and the mixer stood, in a file that is always whole: after a crash, a power cut or a plain quit the
/// set is there again when it is asked for. The file is lines of the command language. The main thread's; the disk is
/// waited for elsewhere.
final class LastSet {
  /// What the last run left, as lines; nil while it has not been read.
  private(set) var lines: [String]?
  private let path: String
  private let files: DiskQueue
  private let log: MessageLog
  private let inbox = MainQueue<LastSet>()
  private var written: [String] = []
  private var nextLook = Seconds(0)
  private var hasFailed = false

  /// So often a set that changes is written.
  private static let interval = Seconds(1)
  private static let heading = "# How the set stood, for resume."
  private static let ended = "# It was ended."

  init(path: String, files: DiskQueue, log: MessageLog) {
    (self.path, self.files, self.log) = (path, files, log)
    files.run { [inbox] in
      let text = textFile(path)?.lines.map(\.trimmed) ?? []
      inbox.post { $0.found(text) }
    }
  }

  private func found(_ text: [String]) {
    let lines = text.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    self.lines = lines
    if !lines.isEmpty, !text.contains(Self.ended) {
      log.add(.note, "the last set was cut off: resume brings its tracks back, where they were")
    }
  }

  /// What is done thirty times a second: keeps how things stand, where that has changed.
  func tick(_ standing: () -> [String]) {
    inbox.run(on: self)
    let now = monotonicTime()
    guard now >= nextLook else { return }
    nextLook = now + Self.interval
    keep(standing(), isEnd: false)
  }

  /// The program ends as it should.
  func end(_ standing: [String]) { keep(standing, isEnd: true) }

  /// A set without a track is none: what the last one left stays until there is another.
  private func keep(_ standing: [String], isEnd: Bool) {
    guard !standing.isEmpty, standing != written || isEnd else { return }
    written = standing
    let text = ([Self.heading] + (isEnd ? [Self.ended] : []) + standing).joined(separator: "\n") + "\n"
    files.run { [path, inbox] in
      guard let complaint = makeFolder(folder(of: path)) ?? replaceFile(path, with: text) else { return }
      inbox.post { $0.failed(complaint) }
    }
  }

  /// Said once: a disk that is full stays so.
  private func failed(_ complaint: String) {
    if hasFailed { return }
    hasFailed = true
    log.add(.warning, "how the set stands is not kept for resume: \(path): \(complaint)")
  }
}
