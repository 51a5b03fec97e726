/// Turns the bytes that a terminal sends into keys: UTF-8, the sequences of VT220 and xterm (CSI and SS3), bracketed
/// paste, and the kitty keyboard protocol (sw.kovidgoyal.net/kitty/keyboard-protocol, `CSI u`).
///
/// Reports of the mouse (SGR) are read where it was asked for. Other input is read to its end and dropped: reports of
/// mice in other forms, focus reports, and answers to queries, whoever asked: CSI of every kind, and the strings OSC,
/// DCS, APC, PM and SOS (ECMA-48 5.6 and 8.3; vt100.net/emu/dec_ansi_parser). Bytes come in chunks of any size, and
/// late. What may be a key or a sequence is a key after 25 ms of silence (Alt-] and OSC); a certain sequence, or a
/// paste, is abandoned after half a second of silence: no state lasts.
///
/// In UTF-8 a byte of 0x80 to 0x9F is the middle of a character, so the eight-bit controls are read in the two bytes
/// that UTF-8 writes them in, never from a lone byte: a damaged character must not open a string.
struct InputParser: Sendable {
  /// What has been begun.
  private enum State: Sendable, Hashable {
    case ground
    /// A character of several bytes, so far.
    case character([UInt8], Modifiers)
    case escape
    /// Behind `ESC [`: the parameters so far.
    case csi([UInt8])
    /// Behind U+009B, the same in eight bits.
    case wideCSI
    /// Behind `ESC [ [`: a function key of the Linux console.
    case consoleKey
    /// Behind `ESC [ M`: an old mouse report's characters to come, and whether the last byte began one of two bytes.
    case mouse(left: Int, isOpen: Bool)
    /// Behind `ESC O`: the parameters so far.
    case ss3([UInt8])
    case string(Introducer, StringPart)
    case paste
  }

  /// The byte behind the ESC of a string.
  private enum Introducer: UInt8 {
    case osc = 0x5D
    case dcs = 0x50
    case apc = 0x5F
    case pm = 0x5E
    case sos = 0x58
  }

  private enum StringPart: Hashable {
    /// Nothing has come yet: it may be Alt and a key.
    case empty, body
    /// An ESC, which may begin the end, `ESC \`.
    case escape(isEmpty: Bool)
    /// The first byte of U+009C, the end in eight bits.
    case wide
  }

  private struct Broken {
    var beginning: [UInt8]
    var wasKey: Bool
    var until: Double
  }

  /// Whether the mouse was asked for: else its reports are answers to somebody else.
  var readsMouse = false
  /// The terminal has said what kind it is, which it was asked last.
  private(set) var hasAnswered = false
  /// What has come of a string of the kind that answers what pictures a terminal shows (APC), if it may be one.
  private var answer: [UInt8] = []
  private var state = State.ground
  private var events: [InputEvent] = []
  private var pasted: [UInt8] = []
  private var pastedCount = 0
  /// Bytes of the paste's end that were seen just now.
  private var pasteEndSeen = 0
  /// The last read brought an ESC alone: in a paste it is the Escape key.
  private var isLoneEscape = false
  /// When the last byte came.
  private var lastByte = 0.0
  /// A sequence that was taken for a key, or abandoned, because its rest was late; and until when that is awaited.
  private var broken: Broken?

  private static let pasteBegin = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  /// Longer than any useful sequence: longer ones are read to their end and dropped.
  private static let longestSequence = 128
  /// More than the prompt takes; what is beyond is left out.
  private static let longestPaste = 65_536
  /// After so many seconds of silence a lone ESC is the Escape key.
  private static let keySilence = 0.025
  /// After so many a sequence or a paste has no end.
  private static let silence = 0.5
  /// For so long the rest of a broken sequence is still known as such, if all of it comes at once.
  private static let memory = 2.0
  /// This many bytes at once, after what was taken for Alt and a key, are the start of an answer.
  private static let fewestOfAnswer = 4
  /// So many bytes at once, none of which begins a key's sequence, are no hand's, but the rest of a paste that halted.
  private static let fewestOfPaste = 64

  init() {}

  /// When `timeOut` is to be called if no byte comes before; nil while nothing is begun.
  var deadline: Double? {
    switch state {
    case .ground: nil
    case .escape, .csi([]), .ss3([]), .string(_, .empty), .string(_, .escape(isEmpty: true)):
      lastByte + Self.keySilence
    case .paste where isLoneEscape: lastByte + Self.keySilence
    default: lastByte + Self.silence
    }
  }

  /// Whether a paste has begun and not ended.
  var isPasting: Bool { state == .paste }

  /// Reads what came. - Parameter now: seconds of a clock that never goes back.
  mutating func feed(_ bytes: some Collection<UInt8>, at now: Double) -> [InputEvent] {
    guard let first = bytes.first else { return [] }
    // The Escape key, pressed within a string that has no end: what follows is no Alt.
    if case .string(_, .escape) = state, first != UInt8(ascii: "\\"), now - lastByte > Self.keySilence {
      state = .ground
      press(.escape)
    }
    lastByte = now
    isLoneEscape = bytes.count == 1 && first == 0x1B
    for byte in bytes.dropFirst(consumeRest(bytes, at: now)) { consume(byte) }
    return drainEvents()
  }

  /// Ends an unfinished sequence: it is whatever it is by itself. Does nothing before `deadline`.
  mutating func timeOut(at now: Double) -> [InputEvent] {
    guard let deadline, now >= deadline else { return [] }
    let left = state
    let wasKey = deadline - lastByte < Self.silence
    let memory = wasKey ? Self.silence : Self.memory
    broken = Self.beginning(of: left).map { Broken(beginning: $0, wasKey: wasKey, until: now + memory) }
    state = .ground
    switch left {
    case .escape: press(.escape)
    case .csi([]): press(.character("["), .alt)
    case .ss3([]): press(.character("O"), .alt)
    case .string(let introducer, .empty): press(introducer)
    case .string(let introducer, .escape(isEmpty: true)):
      press(introducer)
      press(.escape)
    case .paste:
      pasted = []
      events.append(.pasteWithoutEnd)
    default: break
    }
    return drainEvents()
  }

  private mutating func drainEvents() -> [InputEvent] {
    defer { events = [] }
    return events
  }

  // MARK: Sequences that a slow line broke in two

  /// The bytes that an unfinished state began with, where its rest would be known again.
  private static func beginning(of state: State) -> [UInt8]? {
    switch state {
    case .escape: [0x1B]
    case .csi([]): [0x1B, UInt8(ascii: "[")]
    case .string(let introducer, .escape): [0x1B, introducer.rawValue, 0x1B]
    case .string(let introducer, _): [0x1B, introducer.rawValue]
    case .paste: pasteBegin
    default: nil
    }
  }

  /// Takes the rest of a sequence that a slow line broke in two, if it comes in one chunk: hands type a key at a time.
  /// - Returns: how many bytes are of it.
  private mutating func consumeRest(_ bytes: some Collection<UInt8>, at now: Double) -> Int {
    guard let broken, state == .ground, now < broken.until else { return 0 }
    // Behind a key the rest comes next, or never.
    if broken.wasKey { self.broken = nil }
    var trial = InputParser()
    for byte in broken.beginning { trial.consume(byte) }
    let wasPasting = trial.isPasting
    for (index, byte) in bytes.enumerated() {
      trial.consume(byte)
      if trial.isPasting, !wasPasting {
        beginPaste()
      } else if trial.state != .ground {
        continue
      } else if !wasPasting {
        // An arrow, say, is all that there is and behind an ESC; of the rest of an answer nothing is a key.
        let isWhole = index + 1 == bytes.count && broken.beginning == [0x1B] && bytes.first == UInt8(ascii: "[")
        let isEnd = broken.beginning.count == 3 && broken.wasKey
        guard isEnd || index > 0, trial.events.isEmpty ? index + broken.beginning.count > 2 : isWhole else { return 0 }
        events += trial.events
      }
      self.broken = nil
      return index + 1
    }
    if wasPasting, bytes.count >= Self.fewestOfPaste, !bytes.contains(0x1B) {
      self.broken = nil
      beginPaste()
      return 0
    }
    guard broken.wasKey, trial.events.isEmpty, bytes.count >= Self.fewestOfAnswer,
      bytes.first.map({ $0 < 0x7F }) == true
    else { return 0 }
    state = trial.state
    return bytes.count
  }

  // MARK: One byte

  private mutating func consume(_ byte: UInt8) {
    switch state {
    case .ground: consumePlain(byte, [])
    case .character(let begun, let modifiers): consumeContinuation(byte, of: begun, modifiers)
    case .escape: consumeAfterEscape(byte)
    case .csi(let body): consumeCSI(byte, body)
    case .wideCSI: consumeCSI(byte, [])
    case .consoleKey:
      state = .ground
      guard byte >= 0x20 else { return consumePlain(byte, []) }
      if (0x41...0x45).contains(byte) { press(.function(Int(byte) - 0x40)) }
    case .mouse(let left, let isOpen):
      guard byte >= 0x20 else { return abandon(for: byte) }
      let rest = isOpen && (0x80...0xBF).contains(byte) ? left : left - 1
      state = rest > 0 ? .mouse(left: rest, isOpen: byte >= 0xC2) : .ground
    case .ss3(let body): consumeSS3(byte, body)
    case .string(let introducer, let part): consumeString(byte, introducer, part)
    case .paste: consumePasted(byte)
    }
  }

  /// A byte that can't belong to the sequence ends it, and is read by itself.
  private mutating func abandon(for byte: UInt8) {
    state = .ground
    consumePlain(byte, [])
  }

  private mutating func press(_ key: Key, _ modifiers: Modifiers = []) {
    events.append(.press(Chord(key, modifiers), plain: nil))
  }

  private mutating func press(_ introducer: Introducer) {
    press(.character(Character(Unicode.Scalar(introducer.rawValue))), .alt)
  }

  private mutating func consumePlain(_ byte: UInt8, _ modifiers: Modifiers) {
    state = .ground
    switch byte {
    case 0x1B: state = .escape
    case 0x0D, 0x0A: press(.enter, modifiers)
    case 0x09: press(.tab, modifiers)
    case 0x08, 0x7F: press(.backspace, modifiers)
    case 0x00: press(.character(" "), modifiers.union(.control))
    case 0x01...0x1A: press(.character(Character(Unicode.Scalar(byte + 0x60))), modifiers.union(.control))
    case 0x1C...0x1F: press(.character(Character(Unicode.Scalar(byte + 0x40))), modifiers.union(.control))
    case 0x20..<0x7F: press(.character(Character(Unicode.Scalar(byte))), modifiers)
    case 0xC2..<0xF5: state = .character([byte], modifiers)
    // An invalid byte is dropped alone, so that the rest of the line survives.
    default: break
    }
  }

  private mutating func consumeContinuation(_ byte: UInt8, of begun: [UInt8], _ modifiers: Modifiers) {
    guard byte & 0xC0 == 0x80 else { return abandon(for: byte) }
    let bytes = begun + [byte]
    let length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2
    guard bytes.count == length else { return state = .character(bytes, modifiers) }
    state = .ground
    if bytes[0] == 0xC2, byte < 0xA0 { return consumeC1(byte - 0x40) }
    let text = String(decoding: bytes, as: UTF8.self)
    if let character = text.first, character != "\u{FFFD}" { press(.character(character), modifiers) }
  }

  /// A control of eight bits, which no key writes. - Parameter byte: what stands behind the ESC of its seven-bit form.
  private mutating func consumeC1(_ byte: UInt8) {
    if byte == UInt8(ascii: "[") {
      state = .wideCSI
    } else if let introducer = Introducer(rawValue: byte) {
      state = .string(introducer, .body)
    }
  }

  private mutating func consumeAfterEscape(_ byte: UInt8) {
    switch byte {
    case 0x1B: press(.escape)
    case UInt8(ascii: "["): state = .csi([])
    case UInt8(ascii: "O"): state = .ss3([])
    default:
      if let introducer = Introducer(rawValue: byte) {
        state = .string(introducer, .empty)
      } else {
        consumePlain(byte, .alt)
      }
    }
  }

  // MARK: Sequences

  private mutating func consumeCSI(_ byte: UInt8, _ body: [UInt8]) {
    switch byte {
    case 0x20...0x3F: if body.count < Self.longestSequence { state = .csi(body + [byte]) }
    case UInt8(ascii: "[") where body.isEmpty: state = .consoleKey
    // X10 mouse reports, which some terminals still send, have three characters after their final byte.
    case UInt8(ascii: "M") where body.isEmpty: state = .mouse(left: 3, isOpen: false)
    case 0x40...0x7E:
      state = .ground
      guard body.count < Self.longestSequence else { return }
      if byte == UInt8(ascii: "c"), body.first == UInt8(ascii: "?") { hasAnswered = true }
      switch ControlSequence(body: body, final: byte)?.meaning {
      case .event(.mouse)? where !readsMouse: break
      case .event(let event)?: events.append(event)
      case .pasteBegins?: beginPaste()
      case nil: break
      }
    default:
      if state == .csi([]) { press(.character("["), .alt) }
      abandon(for: byte)
    }
  }

  private mutating func consumeSS3(_ byte: UInt8, _ body: [UInt8]) {
    switch byte {
    case 0x30...0x3F: if body.count < Self.longestSequence { state = .ss3(body + [byte]) }
    case 0x40...0x7E:
      state = .ground
      if let key = ControlSequence.shiftedKey(body: body, final: byte) { events.append(key) }
    default:
      if body.isEmpty { press(.character("O"), .alt) }
      abandon(for: byte)
    }
  }

  /// Until `ESC \`, its eight-bit form, or BEL.
  private mutating func consumeString(_ byte: UInt8, _ introducer: Introducer, _ part: StringPart) {
    if case .escape(let isEmpty) = part {
      guard byte != UInt8(ascii: "\\") else { return endString(introducer) }
      // A string without its end, or no string at all, and the next thing.
      if isEmpty { press(introducer) }
      state = .escape
      return consume(byte)
    }
    if part == .empty { answer = [] }
    if introducer == .apc, answer.count < Self.longestSequence { answer.append(byte) }
    switch byte {
    case 0x07: state = .ground
    case 0x1B: state = .string(introducer, .escape(isEmpty: part == .empty))
    case 0xC2: state = .string(introducer, .wide)
    case 0x9C where part == .wide: state = .ground
    case 0x20...0x7E, 0x80...0xFF: state = .string(introducer, .body)
    case 0x08...0x0D where part != .empty: state = .string(introducer, .body)
    default:
      // No string may hold it (ECMA-48 5.6).
      if part == .empty { press(introducer) }
      abandon(for: byte)
    }
  }

  private mutating func endString(_ introducer: Introducer) {
    state = .ground
    if introducer == .apc, answer.dropLast() == PictureWriter.answer[...] { events.append(.showsPictures) }
  }

  // MARK: Paste

  private mutating func beginPaste() {
    state = .paste
    (pasted, pastedCount, pasteEndSeen) = ([], 0, 0)
  }

  private mutating func consumePasted(_ byte: UInt8) {
    if pasted.count < Self.longestPaste { pasted.append(byte) }
    pastedCount += 1
    // The end's first byte is nowhere else in it.
    pasteEndSeen = byte == Self.pasteEnd[pasteEndSeen] ? pasteEndSeen + 1 : byte == 0x1B ? 1 : 0
    guard pasteEndSeen == Self.pasteEnd.count else { return }
    state = .ground
    events.append(.paste(String(decoding: pasted.prefix(pastedCount - Self.pasteEnd.count), as: UTF8.self)))
    pasted = []
  }
}
