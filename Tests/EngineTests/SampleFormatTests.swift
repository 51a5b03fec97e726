import Support
import Testing

@testable import Engine

@Suite("Sample formats")
struct SampleFormatTests {
  private func encode(_ values: [Float], _ format: SampleFormat) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: values.count * format.bytes)
    bytes.withUnsafeMutableBytes { to in
      guard let base = to.baseAddress else { return }
      format.encode(values, count: values.count, into: base)
    }
    return bytes
  }

  @Test("Every 16-bit sample comes through 16 bits unchanged, and through every wider format")
  func sixteenBits() {
    let values = (-32_768...32_767).map { Float($0) / 32_768 }
    for format in SampleFormat.allCases where format.bits >= 16 {
      #expect(samples(encode(values, format), format) == values, "\(format)")
    }
  }

  @Test("24-bit samples come through 24 bits and more unchanged")
  func twentyFourBits() {
    let edges = [-8_388_608, -8_388_607, -1, 0, 1, 8_388_606, 8_388_607]
    let values = (edges + Array(stride(from: -8_388_608, through: 8_388_607, by: 4099))).map {
      Float($0) / 8_388_608
    }
    for format in SampleFormat.allCases where format.bits >= 24 {
      #expect(samples(encode(values, format), format) == values)
    }
  }

  @Test("Rounds to the nearest, holds at full scale, and not-a-number is silence")
  func edges() {
    let step: Float = 1 / 32_768
    #expect(samples(encode([0.4 * step, 0.6 * step, -0.4 * step, -0.6 * step], .s16), .s16) == [0, step, 0, -step])
    for format in SampleFormat.allCases where ![.float, .floatBig, .float64].contains(format) {
      let ends = samples(encode([1, 2, .infinity, -1, -2, -.infinity, .nan], format), format)
      #expect(ends[0] > (format.bits == 8 ? 0.99 : 0.9999) && ends[1] == ends[0] && ends[2] == ends[0])
      #expect(ends[3...] == [-1, -1, -1, 0])
    }
  }
}
