import Foundation
import Testing

/// Tests that drive a program mostly wait for it. Swift runs as many tests at a time as there are cores, and one that
/// waits holds its core's place; these have threads of their own, so that others compute meanwhile.
struct WaitsTrait: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }

  /// Of the whole suite there is nothing to run, only of its cases.
  func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }
}

extension Trait where Self == WaitsTrait {
  /// It waits more than it computes.
  static var waits: Self { Self() }
}

/// As many threads for tests that wait as leave a machine of two cores busy and not crowded.
final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads()
  private let queue = OperationQueue()

  private init() { queue.maxConcurrentOperationCount = 3 }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}

@Suite("Tests that wait", .waits) struct WaitingTests {
  @Test("run on threads of their own", arguments: 0..<3)
  func threads(number: Int) async {
    #expect(OperationQueue.current?.maxConcurrentOperationCount == 3)
    await Task.yield()
    #expect(OperationQueue.current?.maxConcurrentOperationCount == 3)
  }

  @Test func plainFunctionsToo() {
    #expect(OperationQueue.current?.maxConcurrentOperationCount == 3)
  }
}
