/// Where a channel of a file is meant to sound.
package enum Speaker: UInt8, Sendable, Hashable {
  case mono, left, right, centre, lowFrequency, sideLeft, sideRight, backLeft, backRight, backCentre, unknown
}

/// Any number of channels become left and right.
///
/// Mono goes to both sides as it is. Two channels stay as they are, bit for bit. More are mixed by the coefficients of
/// ITU-R BS.775-3, annex 4 (centre and surrounds at −3 dB into their side, low frequency effects left out), without the
/// optional attenuation: samples are floats and may pass 1, the mixer's limiter guards the output.
package struct Downmix: Sendable {
  /// The file's own.
  package let channels: Int
  /// Weights of each channel in left and right.
  private let left: [Float]
  private let right: [Float]

  /// - Parameter speakers: one a channel; where it is empty or does not fit, the usual order of WAVE files is assumed.
  package init(channels: Int, speakers: [Speaker] = []) {
    self.channels = channels
    let known = speakers.count == channels && !speakers.contains(.unknown)
    let order = known ? speakers : Self.usualOrder(channels)
    left = order.map { Self.weights($0).left }
    right = order.map { Self.weights($0).right }
  }

  /// Writes `frames` stereo frames to `output` (2 × frames samples) from `channels` × frames samples.
  package func mix(_ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, frames: Int) {
    switch channels {
    case 1:
      for frame in 0..<frames {
        output[2 * frame] = input[frame]
        output[2 * frame + 1] = input[frame]
      }
    case 2:
      output.update(from: input, count: 2 * frames)
    default:
      for frame in 0..<frames {
        var (l, r): (Float, Float) = (0, 0)
        for channel in 0..<channels {
          let sample = input[frame * channels + channel]
          l += left[channel] * sample
          r += right[channel] * sample
        }
        output[2 * frame] = l
        output[2 * frame + 1] = r
      }
    }
  }

  private static func weights(_ speaker: Speaker) -> (left: Float, right: Float) {
    let half = Float(0.5).squareRoot()
    switch speaker {
    case .mono: return (1, 1)
    case .left: return (1, 0)
    case .right: return (0, 1)
    case .centre: return (half, half)
    case .lowFrequency: return (0, 0)
    case .sideLeft, .backLeft: return (half, 0)
    case .sideRight, .backRight: return (0, half)
    case .backCentre: return (0.5, 0.5)
    case .unknown: return (0, 0)
    }
  }

  private static func usualOrder(_ channels: Int) -> [Speaker] {
    switch channels {
    case 1: return [.mono]
    case 2: return [.left, .right]
    case 3: return [.left, .right, .centre]
    case 4: return [.left, .right, .backLeft, .backRight]
    case 5: return [.left, .right, .centre, .backLeft, .backRight]
    case 6: return [.left, .right, .centre, .lowFrequency, .backLeft, .backRight]
    case 7: return [.left, .right, .centre, .lowFrequency, .backCentre, .sideLeft, .sideRight]
    default:
      let first: [Speaker] = [
        .left, .right, .centre, .lowFrequency, .backLeft, .backRight, .sideLeft, .sideRight,
      ]
      return first + Array(repeating: .unknown, count: channels - 8)
    }
  }
}
