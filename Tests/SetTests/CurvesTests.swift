import FoundationEssentials
import Support
import Testing

/// What `segue-bench curves` measures from the engine's own render, held to the specification.
@Suite("curves", .enabled(if: Programs.built("segue-bench") != nil, "segue-bench is not built"))
struct CurvesTests {
  private static let figures: [String: Double] = {
    guard let bench = Programs.built("segue-bench"),
      let ended = try? Programs.run([bench, "curves", "--json"]), ended.status == 0,
      let found = try? JSONDecoder().decode([String: Double].self, from: Data(ended.output.utf8))
    else { return [:] }
    return found
  }()

  @Test("isolator, kills, filter and crossfader follow their specification")
  func responses() throws {
    let figures = Self.figures
    for name in ["isolator_low_band", "isolator_mid_band", "isolator_high_band", "kill_low", "kill_mid", "kill_high"] {
      #expect(try #require(figures[name + "_error_db"]) < 0.1, "\(name)")
    }
    #expect(try #require(figures["isolator_moved_crossovers_error_db"]) < 0.1)
    #expect(try #require(figures["isolator_sum_ripple_db"]) < 0.1)
    #expect(try #require(figures["kill_low_depth_db"]) < -60)
    #expect(try #require(figures["kill_high_depth_db"]) < -60)
    #expect(try #require(figures["filter_error_db"]) < 0.1)
    for law in ["power", "linear", "cut"] { #expect(try #require(figures["crossfader_\(law)_error"]) < 1e-5) }
    #expect(try #require(figures["isolator_engage_dip_db"]) > -1)
    #expect(try #require(figures["isolator_engage_swell_db"]) < 1.7)
  }

  @Test("no gesture on a sine leaves zipper noise")
  func gestures() throws {
    let gestures = Self.figures.filter { $0.key.hasPrefix("gesture_") && !$0.key.hasSuffix("_steady_dbfs") }
    #expect(gestures.count > 60)
    for (name, level) in gestures where name.hasSuffix("_residual_dbfs") { #expect(level < -130, "\(name)") }
    for (name, level) in gestures where name.hasSuffix("_sideband_dbfs") { #expect(level < -90, "\(name)") }
  }
}
