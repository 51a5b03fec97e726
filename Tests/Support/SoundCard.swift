import Glibc

/// The paced fake sound card (`Tests/FakeSoundCard`) as a device of its own, with a file that holds what it received.
package struct SoundCard: Sendable {
  /// ALSA configuration text that defines the card under the name "card".
  package let configuration: String
  private let file: String
  private let folder: ScratchFolder

  /// - Parameters:
  ///   - script: accidents, as FakeSoundCard.h says.
  ///   - speed: times real time; 1.0002 is a card whose clock runs 200 ppm fast.
  ///   - options: further lines of the card's configuration.
  ///   - keepsSound: false throws away what it receives, for long runs.
  package init(
    speed: Double = 1, script: String = "", options: String = "", keepsSound: Bool = true
  ) throws(NoSoundCard) {
    let library = Self.buildFolder + "/libasound_module_pcm_segue_fake.so"
    guard access(library, R_OK) == 0 else { throw NoSoundCard(description: "\(library) is not built") }
    do { folder = try ScratchFolder() } catch { throw NoSoundCard(description: error.description) }
    file = folder.path + "/received.raw"
    // A link of its own: cards are known by the names of their files.
    if !keepsSound { symlink("/dev/null", file) }
    configuration = """
      pcm_type.segue_fake { lib "\(library)" }
      pcm.card { type segue_fake file "\(file)" speed \(speed) script "\(script)" \(options) }
      """
  }

  /// What the card has received so far.
  package func received() -> [UInt8] { folder.content(of: "received.raw") }

  /// Where the package's products are: beside the program that runs the tests.
  private static var buildFolder: String {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count)
    let text = String(decoding: path.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    // Under the package manager's own runner the program is elsewhere, and the bundle is an argument.
    let candidates = [text] + CommandLine.arguments
    for candidate in candidates {
      guard let slash = candidate.lastIndex(of: "/") else { continue }
      let folder = String(candidate[..<slash])
      if access(folder + "/libasound_module_pcm_segue_fake.so", R_OK) == 0 { return folder }
    }
    return "."
  }
}

package struct NoSoundCard: Error, CustomStringConvertible {
  package let description: String
}
