import Music
import Suggestion
import Workstation

/// What is said of sets, mixes, mashups and their recordings, read.
extension Arguments {
  static func recording(_ values: [String: String]) throws(Wrong) -> Int? {
    guard let text = values["--recording"] else { return nil }
    guard let number = Int(text), number > 0 else {
      throw Wrong(sentence: "--recording wants a number from 1: the set's first recording is --recording 1")
    }
    return number
  }

  /// How many rows a list has at most.
  static func limit(_ values: [String: String]) throws(Wrong) -> Int {
    guard let limit = Int(values["--limit"] ?? "20"), limit > 0 else {
      throw Wrong(sentence: "--limit wants a number from 1")
    }
    return limit
  }

  static func kind(_ values: [String: String]) throws(Wrong) -> BlendPlan.Kind? {
    guard let text = values["--kind"] else { return nil }
    guard let kind = BlendPlan.Kind(word: text) else {
      throw Wrong(
        sentence: "“\(text)” is no kind of blend: \(BlendPlan.Kind.allCases.map(\.word).joined(separator: ", "))")
    }
    return kind
  }

  static func masterWish(_ values: [String: String]) throws(Wrong) -> MasterWish {
    do throws(MasterWish.Wrong) { return try MasterWish(values) } catch { throw Wrong(sentence: error.description) }
  }

  static func setWords(_ files: [String], _ values: [String: String]) throws(Wrong) -> SetWords {
    guard let minutes = Double(values["--minutes"] ?? "60"), minutes > 0, minutes < 10_000 else {
      throw Wrong(sentence: "--minutes wants the set's length: --minutes 60")
    }
    let course = values["--course"].map(SetCourse.Shape.init(rawValue:))
    if let course, course == nil {
      let shapes = SetCourse.Shape.allCases.map(\.rawValue).joined(separator: ", ")
      throw Wrong(sentence: "--course is one of \(shapes)")
    }
    return SetWords(
      files: files, minutes: minutes, course: course ?? nil, first: values["--start"], last: values["--end"],
      playlist: values["--output"], steer: values["--steer"])
  }

  func mashupWords(_ words: [String], _ values: [String: String]) throws(Wrong) -> MashupWords {
    guard words.isEmpty, let vocals = values["--vocals"], let instrumental = values["--instrumental"],
      let output = values["--output"]
    else {
      throw Wrong(
        sentence:
          "mashup wants a voice, an instrumental and a place: segue mashup --vocals A --instrumental B -o OUT.flac")
    }
    guard let arrange = MashupArrangement(rawValue: values["--arrange"] ?? "follow") else {
      let words = MashupArrangement.allCases.map(\.rawValue).joined(separator: ", ")
      throw Wrong(sentence: "--arrange is one of \(words)")
    }
    func number(_ name: String, _ range: ClosedRange<Double>, _ unit: String) throws(Wrong) -> Double? {
      guard let text = values[name] else { return nil }
      guard let value = Double(text.replacing("−", with: "-")), range.contains(value) else {
        let (least, most) = (Int(range.lowerBound), Int(range.upperBound))
        throw Wrong(sentence: "\(name) takes \(least) to \(most) \(unit), not “\(text)”")
      }
      return value
    }
    let shift = (try number("--shift", -12...12, "semitones"), try number("--shift-beat", -12...12, "semitones"))
    return MashupWords(
      vocals: vocals, instrumental: instrumental, output: output, arrange: arrange, journal: values["--journal"],
      hasStems: stems, isGated: gate,
      shifts: shift.0 == nil && shift.1 == nil ? nil : (shift.0 ?? 0, shift.1 ?? 0),
      balance: try number("--balance", -1...3, "LU"))
  }
}
