import Engine
import Glibc

/// What the sound goes through, measured from the engine's own render against its specification: isolator, filter,
/// crossfader, limiter; and every gesture on a sine. `svgFolder`: where the curves are drawn.
func benchCurves(json: Bool, svgFolder: String?) {
  var figures: [(String, Double?)] = []
  var plots: [(name: String, plot: Plot)] = []
  for measure in [measureIsolator, measureKills, measureFilter, measureCrossfader, measureLimiter] {
    let (found, drawn) = measure()
    figures += found
    plots += drawn
  }
  figures += measureEngaging()
  figures += measureGestures()
  printFigures("curves", figures, json: json)
  if let svgFolder { for (name, plot) in plots { plot.write(to: "\(svgFolder)/\(name).svg") } }
}

typealias Measured = (figures: [(String, Double?)], plots: [(name: String, plot: Plot)])

private func points(_ levels: [Double]) -> [(x: Double, y: Double)] {
  zip(CurveRig.frequencies, levels).map { (x: $0, y: $1) }
}

/// The greatest difference where the specification is above `floor`, below 16 kHz.
private func error(_ measured: [Double], _ specified: [Double], above floor: Double) -> Double {
  var greatest = 0.0
  for (index, hz) in CurveRig.frequencies.enumerated() where hz < 16_000 && specified[index] > floor {
    greatest = max(greatest, abs(measured[index] - specified[index]))
  }
  return greatest
}

private func near(_ hz: Double) -> Int {
  CurveRig.frequencies.indices.min { abs(CurveRig.frequencies[$0] - hz) < abs(CurveRig.frequencies[$1] - hz) }!
}

private func measureIsolator() -> Measured {
  var plot = Plot(
    title: "Isolator: bands and their sum", x: Plot.hertz, y: Plot.decibels(-72...6, every: 12))
  var figures: [(String, Double?)] = []
  for (band, name) in ["low", "mid", "high"].enumerated() {
    let others = EQBand.allCases.filter { $0.index != band }
    let measured = CurveRig.response(others.map { .deck(.a, .kill($0, .on)) })
    let specified = CurveRig.frequencies.map {
      CurveRig.decibels(FilterSpecification.isolator($0).bands[band].size)
    }
    figures.append(("isolator_\(name)_band_error_db", error(measured, specified, above: -60)))
    plot.curves.append(Plot.Curve(name: name, points: points(measured), colour: band))
    plot.curves.append(Plot.Curve(name: "", points: points(specified), colour: band, isSpecification: true))
  }
  // A thousandth of a decibel keeps the bands in the path.
  let sum = CurveRig.response([.deck(.a, .set(.eq(.mid), 0.001))])
  figures.append(("isolator_sum_ripple_db", sum.map(abs).max()!))
  plot.curves.append(Plot.Curve(name: "sum", points: points(sum), colour: 3))
  let moved = CurveRig.response([
    .mixer(.crossovers(low: 400, high: 4000)), .deck(.a, .kill(.mid, .on)), .deck(.a, .kill(.high, .on)),
  ])
  let wanted = CurveRig.frequencies.map {
    CurveRig.decibels(FilterSpecification.isolator($0, low: 400, high: 4000).bands[0].size)
  }
  figures.append(("isolator_moved_crossovers_error_db", error(moved, wanted, above: -60)))
  return (figures, [("isolator", plot)])
}

private func measureKills() -> Measured {
  var plot = Plot(title: "Kills", x: Plot.hertz, y: Plot.decibels(-84...6, every: 12))
  var figures: [(String, Double?)] = []
  for (band, name) in ["low", "mid", "high"].enumerated() {
    let measured = CurveRig.response([.deck(.a, .kill(EQBand.allCases[band], .on))])
    let specified = CurveRig.frequencies.map { hz in
      let bands = FilterSpecification.isolator(hz).bands
      return CurveRig.decibels((bands[(band + 1) % 3] + bands[(band + 2) % 3]).size)
    }
    figures.append(("kill_\(name)_error_db", error(measured, specified, above: -60)))
    if band != 1 {
      figures.append(("kill_\(name)_depth_db", measured[near(band == 0 ? 40 : 15_500)]))
    } else {
      figures.append(("kill_mid_depth_db", measured.min()!))
    }
    plot.curves.append(Plot.Curve(name: name, points: points(measured), colour: band))
    plot.curves.append(Plot.Curve(name: "", points: points(specified), colour: band, isSpecification: true))
  }
  return (figures, [("kills", plot)])
}

private func measureFilter() -> Measured {
  var plot = Plot(
    title: "Filter: control from −0.8 to 0.8", x: Plot.hertz, y: Plot.decibels(-60...18, every: 12))
  var worst = 0.0
  let settings = [-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8].map { ($0, 0.2) } + [(-0.5, 1.0), (0.5, 1)]
  for (position, resonance) in settings {
    let measured = CurveRig.response([
      .deck(.a, .set(.resonance, resonance)), .deck(.a, .set(.filter, position)),
    ])
    let specified = CurveRig.frequencies.map {
      CurveRig.decibels(FilterSpecification.sweep($0, at: position, resonance: resonance))
    }
    worst = max(worst, error(measured, specified, above: -60))
    let isPlain = resonance < 1
    let name = position == -0.8 ? "low-pass" : position == 0.8 ? "high-pass" : position == -0.5 ? "resonance 1" : ""
    let colour = isPlain ? (position < 0 ? 0 : 1) : 2
    plot.curves.append(Plot.Curve(name: name, points: points(measured), colour: colour))
    plot.curves.append(Plot.Curve(name: "", points: points(specified), colour: colour, isSpecification: true))
  }
  return ([("filter_error_db", worst)], [("filter", plot)])
}

private func measureCrossfader() -> Measured {
  let places = stride(from: -1.0, through: 1, by: 0.0625)
  var plot = Plot(
    title: "Crossfader: deck A's gain",
    x: Plot.Axis(label: "crossfader, −1 is deck A, 1 is deck B", range: -1...1, ticks: [-1, -0.5, 0, 0.5, 1]),
    y: Plot.Axis(label: "gain", range: 0...1.1, ticks: [0, 0.25, 0.5, 0.707, 1]))
  var figures: [(String, Double?)] = []
  let laws: [(CrossfaderCurve, String, (Double) -> Double)] = [
    (.power, "power", { cos($0 * .pi / 2) }), (.linear, "linear", { 1 - $0 }),
    (.cut, "cut", { min(1, (1 - $0) / 0.1) }),
  ]
  for (index, (curve, name, law)) in laws.enumerated() {
    var measured: [(x: Double, y: Double)] = []
    var specified: [(x: Double, y: Double)] = []
    for place in places {
      var rig = CurveRig([Float](repeating: 0.5, count: 2 * 12_000))
      rig.say(.mixer(.curve(curve)))
      rig.say(.mixer(.set(.crossfader, place)))
      measured.append((place, Double(rig.render(12_000)[0].last!) / 0.5))
      specified.append((place, law((place + 1) / 2)))
    }
    figures.append(("crossfader_\(name)_error", zip(measured, specified).map { abs($0.y - $1.y) }.max()!))
    plot.curves.append(Plot.Curve(name: name, points: measured, colour: index))
    plot.curves.append(Plot.Curve(name: "", points: specified, colour: index, isSpecification: true))
  }
  return (figures, [("crossfader", plot)])
}

private func measureLimiter() -> Measured {
  var curve = Plot(
    title: "Limiter: level out for level in, 997 Hz",
    x: Plot.Axis(label: "peak level in, dBFS", range: -18...18, ticks: Array(stride(from: -18.0, through: 18, by: 6))),
    y: Plot.Axis(label: "peak level out, dBFS", range: -18...3, ticks: [-18, -12, -6, -1, 3]))
  var measured: [(x: Double, y: Double)] = []
  for level in stride(from: -18.0, through: 18, by: 1.5) {
    let rig = CurveRig(CurveRig.sine(hz: 997, amplitude: pow(10, level / 20), seconds: 1))
    measured.append((level, CurveRig.decibels(Double(rig.render(44_100)[0].suffix(8820).map(abs).max()!))))
  }
  let specified = measured.map { (x: $0.x, y: min($0.x, -1)) }
  curve.curves = [
    Plot.Curve(name: "measured", points: measured, colour: 0),
    Plot.Curve(name: "", points: specified, colour: 0, isSpecification: true),
  ]
  let error = zip(measured, specified).map { $0.y - $1.y }

  // 12 dB over the ceiling for half a second: the level of a circle is known at each frame.
  let loud = pow(10, 11.0 / 20)
  let quiet = pow(10, -13.0 / 20)
  func level(_ t: Double) -> Double { t >= 0.5 && t < 1 ? loud : quiet }
  let heard = CurveRig(CurveRig.circle(hz: 997, seconds: 3, amplitude: level)).render(Int(2.8 * 44_100))
  let gains = heard[0].indices.dropFirst(CurveRig.firstHeard).map { frame in
    let size = hypot(Double(heard[0][frame]), Double(heard[1][frame]))
    return CurveRig.decibels(size / level(Double(frame - CurveRig.firstHeard) / 44_100))
  }
  var time = Plot(
    title: "Limiter: gain around half a second 12 dB over the ceiling",
    x: Plot.Axis(label: "time, s", range: 0.4...2, ticks: [0.5, 1, 1.5, 2]), y: Plot.decibels(-15...0, every: 3))
  time.curves = [
    Plot.Curve(
      name: "measured", points: gains.indices.filter { $0 % 64 == 0 }.map { (Double($0) / 44_100, gains[$0]) },
      colour: 0)
  ]
  let begin = gains.firstIndex { $0 < -0.1 } ?? 0
  let arrived = gains.firstIndex { $0 < -11.5 } ?? 0
  let release = gains[44_100...].firstIndex { $0 > -1 } ?? 0
  let over = heard[0].map { Double(abs($0)) }.max()!
  return (
    [
      ("limiter_static_error_db", error.map(abs).max()!), ("limiter_static_over_db", error.max()!),
      ("limiter_attack_ms", Double(arrived - begin) / 44.1),
      ("limiter_release_to_1db_ms", Double(release - 44_100) / 44.1),
      ("limiter_burst_peak_dbfs", CurveRig.decibels(over)),
    ], [("limiter", curve), ("limiter-time", time)]
  )
}

/// The isolator going into the path under a steady tone, and out of it again: how far its level strays, at thirty
/// frequencies. A tenth of a thousandth of a decibel on one band is the reason.
private func measureEngaging() -> [(String, Double?)] {
  var (dip, swell, outDip, outSwell) = (0.0, 0.0, 0.0, 0.0)
  for step in 0..<30 {
    let hz = 35 * pow(400, Double(step) / 29)
    var rig = CurveRig(CurveRig.circle(hz: hz, seconds: 3, amplitude: { _ in 0.25 }))
    rig.say(.deck(.a, .set(.eq(.mid), 0.0001)), at: 22_016)
    rig.say(.deck(.a, .set(.eq(.mid), 0)), at: 44_032)
    let heard = rig.render(110_000)
    func levels(_ range: Range<Int>) -> [Double] {
      range.map { CurveRig.decibels(hypot(Double(heard[0][$0]), Double(heard[1][$0])) / 0.25) }
    }
    let (into, out) = (levels(20_000..<40_000), levels(44_100..<109_000))
    dip = min(dip, into.min()!)
    swell = max(swell, into.max()!)
    outDip = min(outDip, out.min()!)
    outSwell = max(outSwell, out.max()!)
  }
  return [
    ("isolator_engage_dip_db", dip), ("isolator_engage_swell_db", swell), ("isolator_release_dip_db", outDip),
    ("isolator_release_swell_db", outSwell),
  ]
}
