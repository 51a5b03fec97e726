import DSP

/// A deck's stretch streams. Those of the engine that a deck begins with are made with the deck, those of another one
/// when it is first asked for.
// SAFETY: the face makes a set of streams before it tells the audio thread to use them, and frees all of them after
// that has ended; between, the audio thread alone touches a set.
final class StretcherBank: @unchecked Sendable {
  let streams: UnsafeMutablePointer<StretcherStream>
  private let sampleRate: Double
  private var made: Set<Int> = []

  init(sampleRate: Double, engines: [KeyLockEngine]) {
    self.sampleRate = sampleRate
    streams = .allocate(capacity: StretcherStream.most)
    for engine in engines { make(engine) }
  }

  deinit {
    for engine in made { (streams + engine * StretcherStream.inSet).deinitialize(count: StretcherStream.inSet) }
    streams.deallocate()
  }

  /// Makes the streams of an engine, unless they are there. Takes some milliseconds; never on the audio thread.
  func make(_ engine: KeyLockEngine) {
    guard made.insert(engine.index).inserted else { return }
    let first = streams + engine.firstStream
    for index in 0..<StretcherStream.inSet {
      (first + index).initialize(
        to: StretcherStream(isSplit: index >= 2, sampleRate: sampleRate, engine: engine.stretcher))
    }
  }
}

extension StretcherStream {
  /// Lines of one engine: two for the original, two for the stems' buses.
  static var inSet: Int {
    @_noLocks get { 4 }
  }
  /// Lines of all engines.
  static var most: Int {
    @_noLocks get { 12 }
  }
}

extension KeyLockEngine {
  var stretcher: TimeStretcher.Engine {
    switch self {
    case .faster: .faster
    case .finer: .finer
    case .finerShort: .finerShort
    }
  }

  /// 0, 1 or 2: its set of streams in a bank.
  var index: Int {
    @_noLocks get {
      switch self {
      case .faster: 0
      case .finer: 1
      case .finerShort: 2
      }
    }
  }

  /// Index of its first stream in a bank.
  var firstStream: Int {
    @_noLocks get { index * StretcherStream.inSet }
  }

  /// Output frames that a stream needs to get warm, when it has all of the deck's turns.
  var warmUp: Double {
    @_noLocks get {
      switch self {
      case .faster: 576
      case .finer: 128 * 20
      case .finerShort: 128 * 9
      }
    }
  }

  /// A hop of any engine but the fastest is too much work for any quantum: each deck has every other one for it, and
  /// the two decks take turns. The turns go by the clock alone, so one deck's work never moves the other's.
  var isTimeSliced: Bool {
    @_noLocks get { index > 0 }
  }

  /// Output frames that a hop makes at the least, at tempos up to half as fast again.
  var leastHop: Double {
    @_noLocks get {
      switch self {
      case .faster, .finer: 200
      case .finerShort: 400
      }
    }
  }
}
