import Music
import Platform
import Suggestion
import Support

/// Simulated DJs of five kinds with hidden weights, a tenth of whose answers are noise: how much better the learnt
/// ranking is than the rules after 50 answers (NDCG of the first ten, after tracks that were not answered after), the
/// mean and the worst kind; and how far one is followed who changes their mind, 40 answers on, as a share of what a
/// fresh taste would have learnt by then.
func benchTaste(json: Bool, svg: String?) {
  let kinds = SimulatedDJ.Kind.allCases
  let worlds = (1...tasteSeeds).map { TasteWorld(seed: UInt64(100 + $0), lessons: 12, exams: 8) }
  var curves = kinds.map { _ in [Double](repeating: 0, count: tasteAnswers + 1) }
  var worstRun = Double.infinity
  for (seed, world) in worlds.enumerated() {
    for (index, kind) in kinds.enumerated() {
      let dj = SimulatedDJ(kind)
      var (taste, dice) = (Taste(), SeededRandom(seed: UInt64(1000 * seed + index)))
      let rules = world.ndcg(taste, for: dj)
      world.teach(&taste, by: dj, answers: tasteAnswers, using: &dice) { number, taste in
        let gain = world.ndcg(taste, for: dj) - rules
        curves[index][number] += gain / Double(worlds.count)
        if number == tasteAnswers { worstRun = min(worstRun, gain) }
      }
    }
  }
  let gains = curves.map { $0[tasteAnswers] }
  let followed = followedShares(worlds)
  var figures: [(String, Double?)] = [
    ("ndcg_gain_mean", gains.reduce(0, +) / Double(gains.count)), ("ndcg_gain_worst", gains.min()),
    ("ndcg_gain_worst_run", worstRun),
  ]
  for (kind, gain) in zip(kinds, gains) { figures.append(("ndcg_gain_\(kind.rawValue)", gain)) }
  figures += [
    ("mind_changed_gain_mean", followed.gain), ("mind_changed_share_of_fresh", followed.gain / followed.fresh),
    ("mind_changed_gain_worst", followed.worst),
  ]
  printFigures("taste", figures, json: json)
  guard let svg else { return }
  var plot = Plot(
    title: "What is learnt of simulated DJs",
    x: Plot.Axis(
      label: "answers, a tenth of them noise", range: 0...Double(tasteAnswers), ticks: [0, 10, 20, 30, 40, 50]),
    y: Plot.Axis(
      label: "gain of NDCG@10 over the rules", range: -0.1...0.5, ticks: [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]),
    specification: "the rules")
  plot.curves = [
    Plot.Curve(
      name: "", points: [(x: 0, y: 0), (x: Double(tasteAnswers), y: 0)], colour: 0, isSpecification: true)
  ]
  for (index, kind) in kinds.enumerated() {
    let points = curves[index].enumerated().map { (x: Double($0.offset), y: $0.element) }
    plot.curves.append(Plot.Curve(name: kind.rawValue, points: points, colour: index))
  }
  plot.write(to: svg.hasSuffix(".svg") ? svg : svg + "/taste.svg")
}

private let tasteAnswers = 50
private let tasteSeeds = 8

/// Each kind after 50 answers of the next one: how much better than the rules it is served after 40 answers of its own,
/// and how much a taste that knew nothing would have learnt.
private func followedShares(_ worlds: [TasteWorld]) -> (gain: Double, fresh: Double, worst: Double) {
  let kinds = SimulatedDJ.Kind.allCases
  var (gains, fresh) = ([Double](repeating: 0, count: kinds.count), 0.0)
  for (seed, world) in worlds.enumerated() {
    for (index, kind) in kinds.enumerated() {
      let dj = SimulatedDJ(kind)
      var (changed, new) = (Taste(), Taste())
      var dice = SeededRandom(seed: UInt64(7000 + 10 * seed + index))
      let rules = world.ndcg(new, for: dj)
      world.teach(&changed, by: SimulatedDJ(kinds[(index + 1) % kinds.count]), answers: 50, using: &dice)
      world.teach(&changed, by: dj, answers: 40, using: &dice)
      world.teach(&new, by: dj, answers: 40, using: &dice)
      gains[index] += (world.ndcg(changed, for: dj) - rules) / Double(worlds.count)
      fresh += (world.ndcg(new, for: dj) - rules) / Double(worlds.count * kinds.count)
    }
  }
  return (gains.reduce(0, +) / Double(kinds.count), fresh, gains.min() ?? 0)
}
