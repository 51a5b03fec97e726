import FoundationEssentials
import Support
import Testing
import Workstation

@Suite("segue doctor", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct DoctorTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      var subject: String
      var weight: String
      var finding: String
      var advice: String?
    }
    var findings: [Finding]
  }

  @Test("Looks at everything anywhere, with or without rights, and says what to do")
  func report() throws {
    let segue = try InstalledSegue()
    let ended = try segue.run("doctor", "--json")
    #expect(ended.status == 0, "\(ended.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
    let subjects = Set(report.findings.map(\.subject))
    #expect(
      subjects.isSuperset(of: [
        "scheduling", "memlock", "period", "kernel", "governor", "servers", "device", "disk", "media", "libraries",
        "terminal",
      ]), "\(subjects)")
    for finding in report.findings where finding.weight == "warning" && finding.subject != "host" {
      #expect(finding.advice?.isEmpty == false, "\(finding.finding)")
    }
    let words = try segue.run("doctor")
    #expect(words.status == 0)
    #expect(words.output.contains("Rubber Band") && words.output.contains("SQLite"))
  }

  @Test("A device that is not there is a warning, a missing helper a failure with status 1")
  func troubles() throws {
    let segue = try InstalledSegue(config: "device = no-such-card\nfoo = 1\n")
    let ended = try Programs.run(
      [segue.program, "doctor"], environment: segue.environment.merging(["SEGUE_MEDIA": "/nowhere/segue-media"]) { $1 })
    #expect(ended.status == 1)
    #expect(ended.errors.contains("segue-media"))
    #expect(ended.output.contains("WARN  No sound device is called 'no-such-card'"))
    #expect(ended.output.contains("there is no setting “foo”"))
  }

  @Test("It wants no arguments")
  func usage() throws {
    #expect(try InstalledSegue().run("doctor", "x").status == 2)
  }
}
