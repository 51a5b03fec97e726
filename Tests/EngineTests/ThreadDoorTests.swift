import Testing

@testable import Engine

// Release builds do not look.
#if DEBUG
  /// What belongs to one thread, and what the audio thread may not call: a debug build stops there.
  @Suite struct ThreadDoorTests {
    @Test func aThreadThatRendersMayNotTellTheEngine() async {
      await #expect(processExitsWith: .failure) {
        let engine = Engine(sampleRate: .cd)
        AudioThread.enter()
        engine.submit(EngineCommand(.unload(.a)))
      }
    }

    @Test func itMayAfterwards() async {
      await #expect(processExitsWith: .success) {
        let engine = Engine(sampleRate: .cd)
        AudioThread.enter()
        AudioThread.leave()
        engine.submit(EngineCommand(.unload(.a)))
      }
    }

    @Test func twoThreadsAtOnceAreStopped() async {
      await #expect(processExitsWith: .failure) {
        let door = SingleThreadDoor()
        door.enter()
        door.enter()
      }
    }

    @Test func threadsMayTakeTurns() {
      let door = SingleThreadDoor()
      for _ in 0..<2 {
        door.enter()
        door.leave()
      }
    }
  }
#endif
