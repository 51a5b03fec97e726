import Glibc

@testable import Studio

/// A net's layers written down as their definitions are, in double precision: slow, and without a trick.
struct PlainNet {
  /// Channels × rows × columns.
  struct Planes {
    var channels: Int
    var rows: Int
    var columns: Int
    var values: [Double]

    init(_ channels: Int, _ rows: Int, _ columns: Int) {
      (self.channels, self.rows, self.columns) = (channels, rows, columns)
      values = [Double](repeating: 0, count: channels * rows * columns)
    }

    subscript(_ c: Int, _ y: Int, _ x: Int) -> Double {
      get { 0..<rows ~= y && 0..<columns ~= x ? values[(c * rows + y) * columns + x] : 0 }
      set { if 0..<rows ~= y && 0..<columns ~= x { values[(c * rows + y) * columns + x] = newValue } }
    }

    func mapped(_ change: (Int, Double) -> Double) -> Planes {
      var planes = self
      for index in values.indices { planes.values[index] = change(index / (rows * columns), values[index]) }
      return planes
    }

    func beside(_ other: Planes) -> Planes {
      var planes = Planes(channels + other.channels, rows, columns)
      planes.values = values + other.values
      return planes
    }
  }

  let shape: NetShape
  let numbers: [Float]

  /// The shares of an input of two channels × frames × bins.
  func shares(of input: Planes) -> Planes {
    var place = 0
    func take(_ count: Int) -> [Double] {
      defer { place += count }
      return numbers[place..<(place + count)].map(Double.init)
    }
    var made: [Planes] = []
    var current = input
    for (index, layer) in shape.downwards.enumerated() {
      let halved = halve(current, take(layer.weights), take(layer.outputs), layer.outputs)
      made.append(halved)
      if index == 5 { break }
      let (scale, shift) = (take(layer.outputs), take(layer.outputs))
      current = halved.mapped { c, value in
        let scaled = value * scale[c] + shift[c]
        return scaled > 0 ? scaled : 0.2 * scaled
      }
    }
    current = made[5]
    for (index, layer) in shape.upwards.enumerated() {
      let doubled = double(current, take(layer.weights), take(layer.outputs), layer.outputs)
      let (scale, shift) = (take(layer.outputs), take(layer.outputs))
      let bent = doubled.mapped { c, value in max(0, value) * scale[c] + shift[c] }
      current = index == 5 ? bent : made[4 - index].beside(bent)
    }
    let (weights, bias) = (take(32), take(2))
    var out = Planes(2, current.rows, current.columns)
    for c in 0..<2 {
      for y in 0..<out.rows {
        for x in 0..<out.columns {
          var sum = bias[c]
          for tap in 0..<16 { sum += weights[c * 16 + tap] * current[0, y - 3 + 2 * (tap / 4), x - 3 + 2 * (tap % 4)] }
          out[c, y, x] = 1 / (1 + exp(-sum))
        }
      }
    }
    return out
  }

  private func halve(_ input: Planes, _ weights: [Double], _ bias: [Double], _ outputs: Int) -> Planes {
    var out = Planes(outputs, input.rows / 2, input.columns / 2)
    for o in 0..<outputs {
      for y in 0..<out.rows {
        for x in 0..<out.columns {
          var sum = bias[o]
          for i in 0..<input.channels {
            for tap in 0..<25 {
              sum += weights[(o * input.channels + i) * 25 + tap] * input[i, 2 * y - 1 + tap / 5, 2 * x - 1 + tap % 5]
            }
          }
          out[o, y, x] = sum
        }
      }
    }
    return out
  }

  /// The transposed convolution, by what each input pixel adds to the output.
  private func double(_ input: Planes, _ weights: [Double], _ bias: [Double], _ outputs: Int) -> Planes {
    var out = Planes(outputs, 2 * input.rows, 2 * input.columns).mapped { c, _ in bias[c] }
    for i in 0..<input.channels {
      for o in 0..<outputs {
        for y in 0..<input.rows {
          for x in 0..<input.columns {
            for tap in 0..<25 {
              out[o, 2 * y + tap / 5 - 1, 2 * x + tap % 5 - 1] +=
                weights[(i * outputs + o) * 25 + tap] * input[i, y, x]
            }
          }
        }
      }
    }
    return out
  }
}
