import DSP
import Testing

@Suite struct RampTests {
  @Test func arrivesExactly() {
    var ramp = Ramp(0.25)
    ramp.move(to: 1, frames: 441)
    for _ in 0..<7 { ramp.advance(frames: 64, beats: 0) }
    #expect(ramp.value == 1)
    #expect(!ramp.isMoving)
  }

  @Test func followsTheBeatWhateverTheTempo() {
    var ramp = Ramp(0)
    ramp.move(to: 1, beats: 4)
    ramp.advance(frames: 64, beats: 1)
    #expect(abs(ramp.value - 0.25) < 1e-12)
    ramp.advance(frames: 1, beats: 2)
    #expect(abs(ramp.value - 0.75) < 1e-12)
    ramp.advance(frames: 64, beats: 0)
    #expect(ramp.isMoving)
    ramp.advance(frames: 64, beats: 1.5)
    #expect(ramp.value == 1)
  }

  @Test func turnsAroundWithoutAStep() {
    var ramp = Ramp(0)
    ramp.move(to: 1, frames: 640)
    for _ in 0..<5 { ramp.advance(frames: 64, beats: 0) }
    let before = ramp.value
    ramp.move(to: 0, frames: 640)
    #expect(ramp.value == before)
    ramp.advance(frames: 64, beats: 0)
    #expect(abs(ramp.value - before) < 0.03)
  }
}
