import Testing

@testable import Terminal

/// What the last line says of the sound devices.
@Suite struct DeviceStatusTests {
  private func lastLine(
    width: Int, device: String, isSilent: Bool, cue: String = "", cueIsHeard: Bool = true, auto: String? = nil
  ) -> String {
    var snapshot = sampleSnapshot()
    snapshot.status.device = device
    snapshot.status.isSilent = isSilent
    snapshot.status.cue = cue
    snapshot.status.cueIsHeard = cueIsHeard
    snapshot.status.auto = auto
    snapshot.status.messages = []
    snapshot.status.jobs = []
    snapshot.status.recording = nil
    let text = draw(snapshot, Interface(), width: width, height: 35).plainText
    return String(text.split(separator: "\n").last ?? "")
  }

  @Test func aLostDeviceKeepsItsWholeName() {
    let line = lastLine(width: 80, device: "hw:1,0 went away: waiting for it", isSilent: true)
    #expect(line.contains("hw:1,0 went away"))
  }

  @Test func aSecondDeviceIsShownBesideTheFirst() {
    let line = lastLine(
      width: 120, device: "hw:1,0 44.1 kHz, 512 × 4, S32", isSilent: false, cue: "cue hw:2,0 +12 ppm")
    #expect(line.contains("cue hw:2,0 +12 ppm") && line.contains("hw:1,0 44.1 kHz"))
  }

  @Test func headphonesThatAreNotHeardAreSaidOnTheSmallestScreenToo() {
    let line = lastLine(
      width: 80, device: "hw:1,0 44.1 kHz, 512 × 4, S32", isSilent: false, cue: "cue hw:2,0 went away",
      cueIsHeard: false)
    #expect(line.contains("cue hw:2,0 went away"))
  }

  @Test func whatTheAutopilotWillDoComesBeforeHowTheDeviceDoes() {
    let plan = "out in 2:16 · 16 bars · bass swap at 7 · both instrumental"
    let line = lastLine(width: 120, device: "no sound device: silent clock", isSilent: true, auto: plan)
    #expect(line.contains("AUTO \(plan)") && line.contains("no sound device: silent clock"))
    // With nothing to say there is room for both.
    #expect(lastLine(width: 120, device: "no sound device: silent clock", isSilent: true).contains("SCHED_FIFO"))
  }
}
