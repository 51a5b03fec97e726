import CRealtime
import Dispatch
import Glibc
import Platform
import Synchronization

/// What the program is told of controllers.
package enum ControllerNews: Sendable {
  /// It is there; nil: no map fits it.
  case appeared(source: Int, name: String, map: ControllerMap?)
  /// It was unplugged.
  case gone(source: Int)
  /// What hands did on it, oldest first, in few events.
  case moved(source: Int, [ControlEvent])
  /// Its clock runs: where its beats are.
  case clock(source: Int, BeatLine)
}

/// The thread that reads controllers: no message waits for the screen, and the program is woken when one has come.
package final class ControllerThread: Sendable {
  /// Where controllers are plugged in.
  package enum Place: Sendable, Hashable {
    /// The ALSA sequencer, with all that is plugged into the machine.
    case sequencer
    /// A raw MIDI device, or two named pipes; a map is found by the name.
    case path(String, output: String?, name: String)
  }

  private struct Mail {
    var news: [ControllerNews] = []
    var pending: [Int: PendingControls] = [:]
    var outbox: [(source: Int, bytes: [UInt8])] = []
    /// The last line of each clock that comes in, until it is asked for.
    var clocks: [Int: BeatLine] = [:]
    /// The beat that is sent; nil: none.
    var beat: BeatLine?
    var isEnding = false
  }

  private let mail = Mutex(Mail())
  private let newsBell: WakeUp
  private let callBell: WakeUp
  private let ended = DispatchSemaphore(value: 0)

  /// Begins to read. - Parameters:
  ///   - maps: the first that fits a controller's name is its.
  ///   - watch: is told each message, by the thread; for `segue midi`.
  /// - Throws: why nothing can be read.
  package init(
    _ place: Place, maps: [ControllerMap], watch: (@Sendable (Int, MIDIMessage) -> Void)? = nil
  ) throws(MIDITrouble) {
    let port: any MIDIPort =
      switch place {
      case .sequencer: try SequencerPort()
      case .path(let path, let output, let name): try PathPort(path: path, output: output, name: name)
      }
    (newsBell, callBell) = (try WakeUp(), try WakeUp())
    let body = ThreadBody(port: port, maps: maps, watch: watch)
    DispatchQueue(label: "segue.controllers", qos: .userInteractive).async { [self] in
      body.run(self)
      ended.signal()
    }
  }

  /// Readable when there is news.
  package var file: Int32 { newsBell.file }

  /// What has come since it was last asked. Never waits.
  package func take() -> [ControllerNews] {
    newsBell.clear()
    return mail.withLock { mail in
      var news = mail.news
      for source in mail.pending.keys.sorted() where mail.pending[source]?.isEmpty == false {
        news.append(.moved(source: source, mail.pending[source]!.take()))
      }
      news += mail.clocks.map { .clock(source: $0.key, $0.value) }
      (mail.news, mail.clocks) = ([], [:])
      return news
    }
  }

  /// Waits until there is news, or for so long. - Returns: whether there is.
  @discardableResult
  package func waitForNews(milliseconds: Int32) -> Bool {
    NoWaiting.check()
    var file = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    return poll(&file, 1, milliseconds) > 0
  }

  /// To a controller. Never waits.
  package func send(_ messages: [MIDIMessage], to source: Int) {
    guard !messages.isEmpty else { return }
    mail.withLock { $0.outbox += messages.map { (source, $0.bytes) } }
    callBell.wake()
  }

  /// Sends the beat as a clock to all that is plugged in, from now on. Never waits.
  /// - Parameter beat: where it is, told often: a deck's tempo moves; nil: none is sent.
  package func sendClock(_ beat: BeatLine?) {
    let isSwitched = mail.withLock { mail in
      defer { mail.beat = beat }
      return (mail.beat == nil) != (beat == nil)
    }
    // A pulse that is due looks for itself where the beat is.
    if isSwitched { callBell.wake() }
  }

  /// Ends reading when what was sent is out, within half a second.
  package func end() {
    mail.withLock { $0.isEnding = true }
    callBell.wake()
    _ = ended.wait(timeout: .now() + 0.5)
  }

  fileprivate func tell(_ news: ControllerNews) {
    mail.withLock { mail in
      // What was done before a controller went, or before another came, keeps its order.
      for source in mail.pending.keys.sorted() where mail.pending[source]?.isEmpty == false {
        mail.news.append(.moved(source: source, mail.pending[source]!.take()))
      }
      mail.news.append(news)
    }
    newsBell.wake()
  }

  fileprivate func leave(_ events: [ControlEvent], of source: Int) {
    mail.withLock { mail in for event in events { mail.pending[source, default: PendingControls()].append(event) } }
  }

  fileprivate func leave(_ clock: BeatLine, of source: Int) {
    mail.withLock { $0.clocks[source] = clock }
    newsBell.wake()
  }

  fileprivate var beat: BeatLine? { mail.withLock { $0.beat } }

  fileprivate func ring() { newsBell.wake() }

  fileprivate func takeOutbox() -> (messages: [(source: Int, bytes: [UInt8])], isEnding: Bool) {
    callBell.clear()
    return mail.withLock { mail in
      defer { mail.outbox = [] }
      return (mail.outbox, mail.isEnding)
    }
  }

  fileprivate var calls: pollfd { pollfd(fd: callBell.file, events: Int16(POLLIN), revents: 0) }
}

/// What the thread has for itself.
// SAFETY: made by one thread and handed to the thread of controllers, which alone uses it from then on.
private final class ThreadBody: @unchecked Sendable {
  private let port: any MIDIPort
  private let maps: [ControllerMap]
  private let watch: (@Sendable (Int, MIDIMessage) -> Void)?
  private var readers: [Int: ControllerReader] = [:]
  private var greetings: [(source: Int, greeting: ControllerMap.Greeting, due: Double)] = []
  private var farewells: [Int: [ControllerMap.Greeting]] = [:]
  private var clock = ClockSender()
  private var clocks: [Int: ClockReader] = [:]
  private var sources: Set<Int> = []
  /// When the program was last woken for what was moved, and when it is to be again; nil: nothing new was moved.
  private var lastRing = -Double.infinity
  private var nextRing: Double?
  /// Seconds between two calls for knobs: fifty a second are as much as is heard, and the journal keeps no more. A
  /// scratch is heard in finer steps. Buttons call at once.
  private static let pace = 0.02
  private static let scratchPace = 0.005
  /// A clock's pulses are on time beside a busy screen: below the audio threads' usual 70, above what draws.
  private static let clockPriority: Int32 = 60
  /// It was asked for. A system that refuses gets the pulses as well as it can.
  private var hasClockPriority = false

  init(port: any MIDIPort, maps: [ControllerMap], watch: (@Sendable (Int, MIDIMessage) -> Void)?) {
    (self.port, self.maps, self.watch) = (port, maps, watch)
  }

  func run(_ thread: ControllerThread) {
    while true {
      for arrival in port.read() { take(arrival, thread) }
      let (messages, isEnding) = thread.takeOutbox()
      for (source, bytes) in messages { port.send(bytes, to: source) }
      let now = monotonicSeconds()
      for source in readers.keys { tell(readers[source]!.due(at: now), of: source, now, thread) }
      ringIfDue(now, thread)
      greet(now)
      sendClock(thread)
      schedule(isTimed: clock.due != nil && !isEnding)
      if isEnding { break }
      var files = port.files + [thread.calls]
      let deadlines = readers.values.compactMap(\.deadline) + greetings.map(\.due) + [nextRing].compactMap(\.self)
      let rest = { max(0, $0 - monotonicSeconds()) * 1000 }
      let milliseconds = min(60_000, deadlines.min().map(rest) ?? 60_000).rounded(.up)
      // Pulses of a clock are finer than milliseconds: what is left of one is slept.
      poll(&files, UInt(files.count), Int32(min(milliseconds, clock.due.map(rest) ?? .infinity)))
      if let due = clock.due { sleepBriefly(due - monotonicSeconds()) }
    }
    sendToAll(clock.follow(nil, at: monotonicSeconds()))
    for (source, greetings) in farewells { for greeting in greetings { port.send(greeting.bytes, to: source) } }
    port.close()
  }

  private func schedule(isTimed: Bool) {
    guard isTimed != hasClockPriority else { return }
    hasClockPriority = isTimed
    _ = segue_schedule_thread(isTimed ? Self.clockPriority : 0)
  }

  /// What is left of a millisecond.
  private func sleepBriefly(_ seconds: Double) {
    guard seconds > 0, seconds < 0.001 else { return }
    var rest = timespec(tv_sec: 0, tv_nsec: Int(seconds * 1e9))
    nanosleep(&rest, nil)
  }

  private func sendClock(_ thread: ControllerThread) {
    let now = monotonicSeconds()
    sendToAll(clock.follow(thread.beat, at: now))
    sendToAll(clock.take(at: now))
  }

  private func sendToAll(_ bytes: [UInt8]) {
    if bytes.isEmpty { return }
    for source in sources { port.send(bytes, to: source) }
  }

  private func take(_ arrival: MIDIArrival, _ thread: ControllerThread) {
    switch arrival {
    case .appeared(let source, let name):
      let map = maps.first { $0.fits(name) }
      sources.insert(source)
      if let map {
        readers[source] = ControllerReader(map)
        farewells[source] = map.end
        greetings += map.start.map { (source, $0, 0) }
      }
      thread.tell(.appeared(source: source, name: name, map: map))
    case .gone(let source):
      readers[source] = nil
      farewells[source] = nil
      sources.remove(source)
      clocks[source] = nil
      greetings.removeAll { $0.source == source }
      thread.tell(.gone(source: source))
    case .message(let source, let message):
      watch?(source, message)
      let now = monotonicSeconds()
      if case .realtime(let byte) = message {
        if let line = clocks[source, default: ClockReader()].take(byte, at: now) { thread.leave(line, of: source) }
        return
      }
      if let events = readers[source]?.take(message, at: now) { tell(events, of: source, now, thread) }
    }
  }

  private func tell(_ events: [ControlEvent], of source: Int, _ now: Double, _ thread: ControllerThread) {
    guard !events.isEmpty else { return }
    thread.leave(events, of: source)
    let isUrgent = events.contains { if case .press = $0 { true } else { false } }
    let isScratch = events.contains { readers[source]?.isScratch($0) == true }
    let due = isUrgent ? now : lastRing + (isScratch ? Self.scratchPace : Self.pace)
    nextRing = min(nextRing ?? due, due)
    ringIfDue(now, thread)
  }

  private func ringIfDue(_ now: Double, _ thread: ControllerThread) {
    guard let due = nextRing, now >= due else { return }
    (lastRing, nextRing) = (now, nil)
    thread.ring()
  }

  /// Some units want to be told again and again that somebody is there.
  private func greet(_ now: Double) {
    for index in greetings.indices where greetings[index].due <= now {
      port.send(greetings[index].greeting.bytes, to: greetings[index].source)
      greetings[index].due = greetings[index].greeting.interval.map { now + $0 } ?? .infinity
    }
    greetings.removeAll { $0.due == .infinity }
  }
}
