/// Points and distances in time. A position is not a distance: `position − position = distance`,
/// `position + distance = position`, and two positions cannot be added.

/// Frames a second. One frame is one sample for each channel.
package struct SampleRate: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Frames a second.
  package var hz: Double
  /// - Parameter hz: frames a second.
  package init(hz: Double) { self.hz = hz }
  package static func < (a: Self, b: Self) -> Bool { a.hz < b.hz }
  /// Of the compact disc.
  package static let cd = SampleRate(hz: 44_100)
  /// Of video and of most sound cards.
  package static let video = SampleRate(hz: 48_000)
}

/// A distance in frames. Fractions are real: a stretched deck stands between frames.
package struct FrameCount: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Frames, in parts of one.
  package var value: Double
  /// - Parameter value: frames.
  @_noLocks @inlinable package init(_ value: Double) { self.value = value }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Both distances together.
  @inlinable package static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// One distance less the other.
  @inlinable package static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// So many times the distance.
  @inlinable package static func * (a: Self, k: Double) -> Self { Self(a.value * k) }
  /// As a time, at a rate.
  package func seconds(at rate: SampleRate) -> Seconds { Seconds(value / rate.hz) }
}

/// A point in a track, in frames from its first one, at the engine's rate.
package struct FramePosition: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Frames from the track's first.
  package var value: Double
  /// - Parameter value: frames from the track's first.
  @_noLocks @inlinable package init(_ value: Double) { self.value = value }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// The position so many frames later.
  @inlinable package static func + (a: Self, d: FrameCount) -> Self { Self(a.value + d.value) }
  /// The position so many frames earlier.
  @inlinable package static func - (a: Self, d: FrameCount) -> Self { Self(a.value - d.value) }
  /// The distance from `b` to `a`.
  @inlinable package static func - (a: Self, b: Self) -> FrameCount { FrameCount(a.value - b.value) }
  /// As a time in the track, at a rate.
  package func time(at rate: SampleRate) -> TrackTime { TrackTime(value / rate.hz) }
}

/// A point on the engine's output clock: whole frames since the engine was made.
package struct ClockFrame: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Frames from the set's first.
  package var value: Int64
  /// - Parameter value: frames from the set's first.
  @_noLocks @inlinable package init(_ value: Int64) { self.value = value }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// As a time, at a rate.
  package func seconds(at rate: SampleRate) -> Seconds { Seconds(Double(value) / rate.hz) }
}

/// A length of time.
package struct Seconds: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Seconds.
  package var value: Double
  /// - Parameter value: seconds.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Both durations together.
  package static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// One duration less the other.
  package static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// So many times the duration.
  package static func * (a: Self, k: Double) -> Self { Self(a.value * k) }
  /// In frames, at a rate; a fraction stays one.
  package func frames(at rate: SampleRate) -> FrameCount { FrameCount(value * rate.hz) }
}

/// A point in a track, in seconds from its first frame. What is stored is stored in this unit: it does not depend on a
/// rate.
package struct TrackTime: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Seconds from the track's first frame.
  package var value: Double
  /// - Parameter value: seconds from the track's first frame.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// The time so many seconds later.
  package static func + (a: Self, d: Seconds) -> Self { Self(a.value + d.value) }
  /// The time so many seconds earlier.
  package static func - (a: Self, d: Seconds) -> Self { Self(a.value - d.value) }
  /// The duration from `b` to `a`.
  package static func - (a: Self, b: Self) -> Seconds { Seconds(a.value - b.value) }
  /// As a frame, at a rate; a fraction stays one.
  package func position(at rate: SampleRate) -> FramePosition { FramePosition(value * rate.hz) }
}
