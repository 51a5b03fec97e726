import MallocCounter
import Testing

/// The realtime guard itself: it must see every kind of call that it is trusted to see.
@Suite("Realtime guard", .enabled(if: malloc_counter_works() == 1, "left out under sanitizers"))
struct GuardTests {
  @Test("Every kind of forbidden call is counted and named, and quiet is quiet")
  func trips() {
    var tripped = 0
    for trial in 0..<malloc_counter_trials() {
      let name = String(cString: malloc_counter_trial_name(trial))
      let counted = malloc_counter_try(trial)
      let first = String(cString: malloc_counter_first())
      #expect(counted >= 1, "\(name) was not seen")
      #expect(first == name)
      tripped += counted >= 1 ? 1 : 0
    }
    malloc_counter_arm()
    var sum = 0
    for number in 0..<1000 { sum &+= number }
    #expect(malloc_counter_disarm() == 0)
    #expect(sum == 499_500)
    #expect(tripped >= 46)
  }

  @Test("In its other mode it ends the program where the call stands")
  func aborts() {
    for trial in 0..<malloc_counter_trials() {
      let name = String(cString: malloc_counter_trial_name(trial))
      #expect(malloc_counter_try_aborting(trial) == 1, "\(name) did not abort")
    }
  }

  @Test("Swift's own locks are seen where the kernel helps", .enabled(if: malloc_counter_sees_system_calls() == 1))
  func swiftAllocates() {
    malloc_counter_arm()
    let array = [Int](repeating: 1, count: Int.random(in: 900...1000))
    let counted = malloc_counter_disarm()
    #expect(counted >= 1 && !array.isEmpty)
  }
}
