import Foundation
import Platform
import Support

@testable import Exchange

/// What was read of a file, as a whole.
struct Read {
  var program = ""
  var tracks: [ForeignTrack] = []
  var lists: [ForeignList] = []
  var format: ForeignFormat?
  var fault: String?

  mutating func take(_ piece: ForeignPiece) {
    switch piece {
    case .program(let name, let version): program = name + " " + version
    case .track(let track): tracks.append(track)
    case .list(let list): lists.append(list)
    }
  }
}

private final class Taken { var read = Read() }

/// Reads bytes as a file of this name.
func read(_ bytes: [UInt8], named name: String) throws -> Read {
  let folder = try ScratchFolder()
  try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
  return readFile(folder.path + "/" + name)
}

func read(_ text: String, named name: String) throws -> Read { try read(Array(text.utf8), named: name) }

func readFile(_ path: String) -> Read {
  let taken = Taken()
  do throws(ForeignFault) {
    let file = try ForeignFile(path: path)
    taken.read.format = file.format
    try file.read(decoded: { String(decoding: $0, as: UTF8.self) }, progress: { _ in }, give: { taken.read.take($0) })
  } catch {
    taken.read.fault = error.sentence
  }
  return taken.read
}

/// The files that other programs wrote, with what is known of them: where SEGUE_EXCHANGE says, else beside the checkout
/// in `shared/exchange`; nil where they are in neither place.
let sampleFolder: String? = {
  let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  let beside = "/" + checkout.split(separator: "/").dropLast().joined(separator: "/") + "/shared/exchange"
  return [ProcessInfo.processInfo.environment["SEGUE_EXCHANGE"], beside].compactMap { $0 }
    .first { FileManager.default.fileExists(atPath: $0 + "/expected.json") }
}()
