import CLAME
import Music

/// MP3 by LAME. The names of tracks are no part of it: the server is told them.
final class MP3Encoder: StreamEncoder {
  enum Mode { case constant(kilobits: Int), variable(quality: Int) }

  private let handle: OpaquePointer

  init(_ mode: Mode, rate: SampleRate) throws(StreamError) {
    guard let handle = lame_init() else { throw StreamError("LAME cannot begin: memory is short") }
    self.handle = handle
    lame_set_in_samplerate(handle, Int32(rate.hz))
    lame_set_out_samplerate(handle, Int32(rate.hz))
    lame_set_num_channels(handle, 2)
    // What LAME's own "standard" takes: better ones cost twice the CPU for what nobody is known to hear.
    lame_set_quality(handle, 5)
    lame_set_bWriteVbrTag(handle, 0)
    lame_set_write_id3tag_automatic(handle, 0)
    switch mode {
    case .constant(let kilobits):
      lame_set_VBR(handle, vbr_off)
      lame_set_brate(handle, Int32(kilobits))
    case .variable(let quality):
      lame_set_VBR(handle, vbr_mtrh)
      lame_set_VBR_quality(handle, Float(quality))
    }
    guard lame_init_params(handle) >= 0 else {
      throw StreamError("LAME cannot make MP3 of \(Int(rate.hz)) Hz at this rate of bits")
    }
  }

  deinit { lame_close(handle) }

  func encode(_ frames: UnsafeBufferPointer<Float>) throws(StreamError) -> [UInt8] {
    let count = frames.count / 2
    // The most that LAME says it may take.
    let room = count * 5 / 4 + 7200
    var written: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
      written = lame_encode_buffer_interleaved_ieee_float(
        handle, frames.baseAddress, Int32(count), buffer.baseAddress, Int32(room))
      used = Int(max(0, written))
    }
    guard written >= 0 else { throw StreamError("LAME cannot encode (its error \(written))") }
    return bytes
  }

  func begin(_ title: StreamTitle) -> [UInt8] { [] }

  func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 7200) { buffer, used in
      used = Int(max(0, lame_encode_flush(handle, buffer.baseAddress, Int32(buffer.count))))
    }
  }
}
