import Music

// SAFETY: the memory behind the pointer is owned by the engine's face, which frees it only after the audio thread has
// returned the handle.
/// A loaded track as the audio thread sees it: a pointer that stays good until the engine gives it back by its return
/// queue. Kept alive by the engine's non-realtime face.
package struct TrackHandle: BitwiseCopyable, Hashable, @unchecked Sendable {
  /// The loaded track's own number.
  package let serial: UInt64
  /// What the audio thread reads.
  package let pointer: UnsafeRawPointer
}

/// What a `TrackHandle` points to.
struct RenderTrack {
  let serial: UInt64
  /// Kept alive by the face, never retained here.
  let original: Unmanaged<PCM>
  let samples: UnsafePointer<SIMD2<Float>>
  let capacity: Int
  let expectedFrames: Int
  let stemCount: Int
  let stems: PerStem<RenderStem>
  /// Stems in the vocal bus, and in the instrumental bus.
  let busCounts: InlineArray<2, Int>
  let grid: RenderGrid?
  /// Of its two buses; nil without stems.
  let voiceLevel: RenderLoudness?
  let instrumentalLevel: RenderLoudness?
}

struct RenderStem: BitwiseCopyable {
  let pcm: Unmanaged<PCM>
  let samples: UnsafePointer<SIMD2<Float>>
  /// 0: vocal, 1: instrumental.
  let bus: Int
}

/// The face's half of a handle: the memory, and what it keeps alive.
// SAFETY: made and freed by the face; the audio thread only reads behind the pointers, between the handle's submission
// and its return.
final class TrackMemory: @unchecked Sendable {
  let track: LoadedTrack
  let pointer: UnsafeMutablePointer<RenderTrack>
  private let grid: GridMemory?
  private let levels: [LoudnessMemory]

  init(_ track: LoadedTrack, sampleRate: Double) {
    self.track = track
    grid = track.grid.map { GridMemory($0, sampleRate: sampleRate) }
    let levels = [track.busLoudness?.voice, track.busLoudness?.instrumental].compactMap(\.self).map(LoudnessMemory.init)
    self.levels = levels
    func frames(_ pcm: PCM) -> UnsafePointer<SIMD2<Float>> {
      UnsafePointer(UnsafeMutableRawPointer(pcm.samples).assumingMemoryBound(to: SIMD2<Float>.self))
    }
    func stem(_ index: Int) -> RenderStem {
      guard index < track.stems.count else {
        return RenderStem(pcm: .passUnretained(track.original), samples: frames(track.original), bus: 1)
      }
      let pcm = track.stems[index].pcm
      return RenderStem(
        pcm: .passUnretained(pcm), samples: frames(pcm), bus: track.stems[index].kind.bus == .vocal ? 0 : 1)
    }
    let vocals = track.stems.count { $0.kind.bus == .vocal }
    pointer = .allocate(capacity: 1)
    pointer.initialize(
      to: RenderTrack(
        serial: track.serial, original: .passUnretained(track.original), samples: frames(track.original),
        capacity: track.original.capacity, expectedFrames: track.original.expectedFrames, stemCount: track.stems.count,
        stems: InlineArray(stem),
        busCounts: [vocals, track.stems.count - vocals], grid: grid?.grid, voiceLevel: levels.first?.level,
        instrumentalLevel: levels.last?.level))
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }
}

/// A grid's regions in frames.
// SAFETY: as for `TrackMemory`.
final class GridMemory: @unchecked Sendable {
  let grid: RenderGrid
  private let regions: UnsafeMutablePointer<RenderGrid.Region>

  init(_ grid: BeatGrid, sampleRate: Double) {
    regions = .allocate(capacity: grid.anchors.count)
    for (index, anchor) in grid.anchors.enumerated() {
      (regions + index).initialize(
        to: RenderGrid.Region(
          frame: anchor.time.value * sampleRate, beat: anchor.beat.value,
          beatsPerFrame: anchor.bpm.value / 60 / sampleRate))
    }
    self.grid = RenderGrid(
      regions: UnsafePointer(regions), count: grid.anchors.count, beatsPerBar: Double(grid.beatsPerBar),
      downbeat: Double(grid.downbeat ?? 0), knowsBars: grid.downbeat != nil,
      phraseStart: Double(grid.phraseStart ?? grid.downbeat ?? 0),
      barsPerPhrase: Double(grid.barsPerPhrase))
  }

  deinit { regions.deallocate() }
}
