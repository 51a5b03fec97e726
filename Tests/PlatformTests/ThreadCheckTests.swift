import Glibc
import Platform
import Testing

#if DEBUG
  /// What is promised of threads stops a debug build where it is broken.
  @Suite struct ThreadCheckTests {
    @Test func theFirstThreadMayComeAgain() {
      let own = OwnThread()
      for _ in 0..<3 { own.check() }
    }

    @Test func anotherThreadStopsTheProgram() async {
      await #expect(processExitsWith: .failure) {
        let own = OwnThread()
        own.check()
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Box(own)).toOpaque()
        pthread_create(
          &thread, nil,
          { context in
            Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().own.check()
            return nil
          }, context)
        pthread_join(thread, nil)
      }
    }

    @Test func whatWaitsStopsTheProgramWhereNobodyMay() async {
      await #expect(processExitsWith: .failure) {
        NoWaiting.begin()
        NoWaiting.check()
      }
    }

    @Test func itMayWaitAgainAfterwards() {
      NoWaiting.begin()
      NoWaiting.begin()
      NoWaiting.end()
      NoWaiting.end()
      NoWaiting.check()
    }
  }

  private final class Box {
    let own: OwnThread
    init(_ own: OwnThread) { self.own = own }
  }
#endif
