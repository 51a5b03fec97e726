import Glibc
import Platform

/// A picture of curves as SVG: both axes labelled, what was measured drawn through, what was specified dashed.
struct Plot {
  struct Axis {
    let label: String
    let range: ClosedRange<Double>
    let ticks: [Double]
    var isLogarithmic = false

    /// 0…1.
    func place(_ value: Double) -> Double {
      let kept = min(max(value, range.lowerBound), range.upperBound)
      if isLogarithmic { return log(kept / range.lowerBound) / log(range.upperBound / range.lowerBound) }
      return (kept - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
  }

  struct Curve {
    let name: String
    let points: [(x: Double, y: Double)]
    /// Index of its colour; a specification has the colour of what it is for.
    let colour: Int
    var isSpecification = false
  }

  let title: String
  let x: Axis
  let y: Axis
  /// What the legend calls the dashed curves.
  var specification = "specification"
  var curves: [Curve] = []

  static let hertz = Axis(
    label: "frequency, Hz", range: 20...20_000, ticks: [20, 50, 100, 246, 500, 1000, 2500, 5000, 10_000, 20_000],
    isLogarithmic: true)

  static func decibels(_ range: ClosedRange<Double>, every step: Double) -> Axis {
    Axis(
      label: "level, dB", range: range,
      ticks: Array(stride(from: range.lowerBound, through: range.upperBound, by: step)))
  }

  private static let colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#e68a00", "#17839b", "#8c564b"]
  private static let (width, height) = (860.0, 430.0)
  private static let (left, top, right, bottom) = (66.0, 40.0, 20.0, 52.0)

  private func across(_ value: Double) -> Double {
    Self.left + x.place(value) * (Self.width - Self.left - Self.right)
  }
  private func down(_ value: Double) -> Double {
    Self.height - Self.bottom - y.place(value) * (Self.height - Self.top - Self.bottom)
  }
  private func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private func label(_ value: Double) -> String {
    if x.isLogarithmic, value >= 1000 { return number(value / 1000) + "k" }
    return number(value)
  }
  private func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      "<text x=\"\(Self.left)\" y=\"24\" font-size=\"15\" fill=\"#222\">\(title)</text>",
    ]
    lines += grid
    for curve in curves { lines.append(path(curve)) }
    lines += legend
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private var grid: [String] {
    var lines: [String] = []
    let (low, high) = (down(y.range.lowerBound), down(y.range.upperBound))
    for tick in x.ticks {
      let place = text(across(tick))
      lines.append("<path d=\"M\(place) \(text(low))V\(text(high))\" stroke=\"#ddd\"/>")
      lines.append(
        "<text x=\"\(place)\" y=\"\(text(low + 16))\" text-anchor=\"middle\" fill=\"#444\">\(label(tick))</text>")
    }
    for tick in y.ticks {
      let place = down(tick)
      lines.append("<path d=\"M\(Self.left) \(text(place))H\(Self.width - Self.right)\" stroke=\"#ddd\"/>")
      lines.append(
        "<text x=\"\(Self.left - 6)\" y=\"\(text(place + 4))\" text-anchor=\"end\" fill=\"#444\">\(number(tick))</text>"
      )
    }
    let middle = (Self.left + Self.width - Self.right) / 2
    lines.append(
      "<text x=\"\(middle)\" y=\"\(Self.height - 12)\" text-anchor=\"middle\" fill=\"#222\">\(x.label)</text>")
    let centre = text((low + high) / 2)
    lines.append(
      "<text transform=\"translate(16 \(centre)) rotate(-90)\" text-anchor=\"middle\" fill=\"#222\">\(y.label)</text>")
    return lines
  }

  private func path(_ curve: Curve) -> String {
    let points = curve.points.map { "\(text(across($0.x))) \(text(down($0.y)))" }.joined(separator: "L")
    let colour = Self.colours[curve.colour % Self.colours.count]
    // The specification lies on top, dark and dashed, so that both are seen where they agree.
    return curve.isSpecification
      ? "<path d=\"M\(points)\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.2\" stroke-dasharray=\"5 5\"/>"
      : "<path d=\"M\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2.6\"/>"
  }

  private var legend: [String] {
    var lines: [String] = []
    var place = Self.width - Self.right
    var named: [(String, String)] = [("dashed: \(specification)", "#111")]
    named += curves.filter { !$0.isSpecification && !$0.name.isEmpty }.reversed().map {
      ($0.name, Self.colours[$0.colour % Self.colours.count])
    }
    for (name, colour) in named {
      lines.append("<text x=\"\(text(place))\" y=\"24\" text-anchor=\"end\" fill=\"\(colour)\">\(name)</text>")
      place -= Double(name.count) * 6.6 + 14
    }
    return lines
  }

  /// - Throws: nothing; what cannot be written is said and ends the benchmark.
  func write(to path: String) {
    guard let file = fopen(path, "we") else {
      print("segue-bench: \(path) cannot be written: \(errorText())")
      exit(1)
    }
    fputs(svg, file)
    fclose(file)
  }
}
