import CRealtime
import MallocCounter
import Music
import Support
import Testing

@testable import Engine

/// What the audio thread does between two words with its device, under the realtime guard and by its sound.
@Suite("What a device is fed")
struct OutputFeedTests {
  private func feed(_ source: any FrameSource, _ cue: CueRouting, _ ring: HeadphoneRing? = nil) -> OutputFeed {
    OutputFeed(source: source, tap: RecordingTap(), board: StatusBoard(), rate: 44_100, cue: cue, ring: ring)
  }

  @Test(
    "Nothing forbidden is called for any format, layout, routing or rate", .enabled(if: malloc_counter_works() == 1))
  func guarded() {
    // The test's own source is not optimised: at its first call it has a span's metadata made.
    var first = [Float](repeating: 0, count: renderedChannels)
    var span = first.mutableSpan
    NumberedFrames().render(into: &span)
    var fills = 0
    for cue in [CueRouting.none, .splitMono, .pair(first: 3)] {
      for format in SampleFormat.allCases {
        for (channels, isPlanar) in [(max(2, cue.channels), false), (8, true), (max(1, cue.channels), true)] {
          for rate in [44_100.0, 48_000, 96_000, 32_000] {
            // Only what is asked for at each turn differs; conversions are the same for every format.
            if rate != 44_100 && format != .s16 { continue }
            let tap = RecordingTap(capacity: 1 << 16)
            #expect(tap.start())
            let feed = OutputFeed(
              source: NumberedFrames(), tap: tap, board: StatusBoard(), rate: 44_100, cue: cue, ring: HeadphoneRing())
            let converter = rate == 44_100 ? nil : RateConverter(from: 44_100, to: rate, longest: 700)
            let shape = WireShape(format: format, channels: channels, isPlanar: isPlanar)
            for frames in [64, 256, 700] {
              malloc_counter_arm()
              _ = feed.fill(frames, shape, converter)
              let counted = malloc_counter_disarm()
              #expect(
                counted == 0, "\(format), \(channels) channels, \(rate) Hz: \(String(cString: malloc_counter_first()))")
              fills += 1
            }
          }
        }
      }
    }
    #expect(fills > 600)
  }

  @Test("Channels one after the other hold what interleaved ones do", arguments: [SampleFormat.s16, .s24in3, .float])
  func planar(format: SampleFormat) {
    let bytes = format.bytes
    func wire(isPlanar: Bool) -> [UInt8] {
      let feed = feed(NumberedFrames(), .pair(first: 3))
      return withExtendedLifetime(feed) {
        let wire = feed.fill(100, WireShape(format: format, channels: 6, isPlanar: isPlanar), nil)
        return Array(UnsafeRawBufferPointer(start: wire, count: 600 * bytes))
      }
    }
    let together = wire(isPlanar: false)
    let planes = wire(isPlanar: true)
    for channel in 0..<6 {
      for frame in 0..<100 {
        let there = (channel * 100 + frame) * bytes
        let here = (frame * 6 + channel) * bytes
        for byte in 0..<bytes where planes[there + byte] != together[here + byte] {
          Issue.record("channel \(channel), frame \(frame)")
          return
        }
      }
    }
  }

  @Test("One output carries the master in mono")
  func mono() {
    let feed = feed(NumberedFrames(), .none)
    withExtendedLifetime(feed) {
      let wire = feed.fill(50, WireShape(format: .float, channels: 1, isPlanar: false), nil)
      for frame in 0..<50 {
        let mean = (NumberedFrames.sample(frame, 0) + NumberedFrames.sample(frame, 1)) * 0.5
        #expect(wire.load(fromByteOffset: frame * 4, as: Float.self) == mean)
      }
    }
  }

  @Test("Routings are read from words and say them again")
  func words() {
    for word in ["none", "split", "3-4", "5-6", "7-8"] { #expect(CueRouting(word: word)?.word == word) }
    for word in ["", "1-2", "3-5", "hw:1,0", "3-", "-3-4", "99-100"] { #expect(CueRouting(word: word) == nil) }
    #expect(CueRouting.pair(first: 5).channels == 6)
  }
}
