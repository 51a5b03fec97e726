import CALSA
import CRealtime
import Glibc
import Music

/// An open ALSA device, playing interleaved frames without blocking. One thread at a time.
// SAFETY: the handle is handed from the thread that opens the device to the audio thread and on to the one that closes
// it; each lets go of it before the next takes it.
final class ALSADevice: @unchecked Sendable {
  let pcm: OpaquePointer
  let format: SampleFormat
  let channels: Int
  /// Hz, of the device's side: ALSA may convert behind it (`isResampled`).
  let rate: Int
  let periodFrames: Int
  let bufferFrames: Int
  let isResampled: Bool
  let access: Access
  /// Where the device does not run at the engine's rate.
  let converter: RateConverter?
  /// The name that was asked for, and ALSA's words for the device.
  let description: String

  /// How the frames lie in the memory that is passed.
  enum Access: CaseIterable {
    case interleaved
    /// Each channel by itself.
    case planar
    /// Interleaved, copied into the device's own memory: for devices that offer nothing else.
    case mapped

    var alsa: snd_pcm_access_t {
      switch self {
      case .interleaved: SND_PCM_ACCESS_RW_INTERLEAVED
      case .planar: SND_PCM_ACCESS_RW_NONINTERLEAVED
      case .mapped: SND_PCM_ACCESS_MMAP_INTERLEAVED
      }
    }
  }

  private static let mostDescriptors = 32
  private let descriptors = UnsafeMutablePointer<pollfd>.allocate(capacity: mostDescriptors)
  private let planes: UnsafeMutablePointer<UnsafeMutableRawPointer?>

  var frameBytes: Int { channels * format.bytes }

  private init(pcm: OpaquePointer, settings: OutputSettings, setup: DeviceSetup) {
    self.pcm = pcm
    format = setup.format
    channels = setup.channels
    rate = setup.rate
    periodFrames = setup.period
    bufferFrames = setup.buffer
    isResampled = setup.isResampled
    access = setup.access
    converter =
      Double(setup.rate) == settings.rate.hz && !settings.hasOwnClock
      ? nil
      : RateConverter(
        from: settings.rate.hz, to: Double(setup.rate), longest: min(setup.period, OutputThread.longestRender))
    description = deviceWords(for: pcm, name: settings.device.printable)
    planes = .allocate(capacity: CueRouting.mostChannels)
    planes.initialize(repeating: nil, count: CueRouting.mostChannels)
  }

  deinit {
    descriptors.deallocate()
    planes.deallocate()
  }

  /// Opens the device and readies it to play. May take long (a sound server that does not answer): never on the audio
  /// thread.
  static func open(_ settings: OutputSettings) throws(OutputError) -> ALSADevice {
    segue_alsa_silence()
    let pcm = try openHandle(settings)
    do {
      let setup = try negotiate(pcm, settings)
      try setSoftwareParameters(pcm, settings.device, setup)
      // A sound server's client has a thread of its own, which the audio thread waits for: it must not be an ordinary
      // one.
      if settings.priority > 1 { segue_raise_sound_helpers(Int32(settings.priority - 1)) }
      return ALSADevice(pcm: pcm, settings: settings, setup: setup)
    } catch {
      snd_pcm_close(pcm)
      throw error
    }
  }

  /// Stops at once; what has not sounded is dropped.
  func close() {
    snd_pcm_drop(pcm)
    snd_pcm_close(pcm)
  }

  /// Frames that can be written now, or a negative error code.
  func room() -> Int {
    let room = snd_pcm_avail_update(pcm)
    // A suspended plugin says how much room it has, and that it never changes.
    return room < 0 ? room : accident.map { -Int($0) } ?? room
  }

  /// The error code for the state that the device is in, positive; nil when it can play.
  private var accident: Int32? {
    switch snd_pcm_state(pcm) {
    case SND_PCM_STATE_XRUN: EPIPE
    case SND_PCM_STATE_SUSPENDED: ESTRPIPE
    case SND_PCM_STATE_DISCONNECTED: ENODEV
    default: nil
    }
  }

  /// Waits until the device says something, `milliseconds` at most. Negative is an error code.
  ///
  /// (`snd_pcm_wait` starts its time anew at each sign of life of a plugin: a stalled one can hold it for ever.)
  func wait(milliseconds: Int32) -> Int32 {
    let count = snd_pcm_poll_descriptors(pcm, descriptors, UInt32(Self.mostDescriptors))
    if count < 0 { return count }
    if poll(descriptors, nfds_t(count), milliseconds) <= 0 { return 0 }
    var events: UInt16 = 0
    let code = snd_pcm_poll_descriptors_revents(pcm, descriptors, UInt32(count), &events)
    if code < 0 { return code }
    if Int32(events) & (POLLERR | POLLNVAL) == 0 { return 0 }
    return -(accident ?? EIO)
  }

  /// Writes frames from `first` on of `count` that lie in `wire` as `access` says.
  /// - Returns: frames taken (perhaps fewer), or a negative error code.
  func write(_ wire: UnsafeMutableRawPointer, from first: Int, count: Int) -> Int {
    let left = UInt(count - first)
    switch access {
    case .interleaved: return snd_pcm_writei(pcm, wire + first * frameBytes, left)
    case .mapped: return snd_pcm_mmap_writei(pcm, wire + first * frameBytes, left)
    case .planar:
      for channel in 0..<channels { planes[channel] = wire + (channel * count + first) * format.bytes }
      return snd_pcm_writen(pcm, planes, left)
    }
  }

  /// After an error code: makes the device ready to be written to again.
  ///
  /// - Returns: 0 when it is, −EAGAIN while it still sleeps, else the error code: the device is lost.
  func recover(from code: Int) -> Int {
    switch Int32(-code) {
    case EPIPE: return Int(snd_pcm_prepare(pcm))
    case ESTRPIPE:
      let resumed = snd_pcm_resume(pcm)
      if resumed == -EAGAIN { return -Int(EAGAIN) }
      // Plugins that cannot resume may say that they have.
      if resumed == 0 && snd_pcm_state(pcm) != SND_PCM_STATE_SUSPENDED { return 0 }
      return Int(snd_pcm_prepare(pcm))
    default: return code
    }
  }
}
