import Glibc
import Platform

/// Spleeter's two nets, of which one hears the voice and the other what accompanies it. `.ci/voice-model` makes the
/// file. Never changed: any number of threads may use it.
package final class VoiceModel: Sendable {
  /// Hears the voice.
  package let voice: NetWeights
  /// Hears all else.
  package let accompaniment: NetWeights

  /// Of the file's name, and of what is split with it.
  package static let name = "spleeter-2stems"
  /// Raised where the same file would give other stems.
  package static let version = 1

  private static let head = Array("segue net 1\n".utf8)

  /// Where the file is below the folder of Segue's data.
  package static func path(inData folder: String) -> String { "\(folder)/models/\(name)-\(version).net" }

  /// Reads 79 MB. - Throws: `.noModel`, with what to do.
  package init(path: String) throws(SplitError) {
    let shape = NetShape.spleeter
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw SplitError(
        .noModel,
        "the nets that hear voices are not there (\(path): \(errorText())): run .ci/setup, which fetches them.")
    }
    defer { close(file) }
    let size = Self.head.count + 2 * shape.count * MemoryLayout<Float>.stride
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size == size,
      let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), memory != MAP_FAILED
    else { throw Self.damaged(path) }
    defer { munmap(memory, size) }
    let bytes = UnsafeRawBufferPointer(start: memory, count: size)
    guard bytes.prefix(Self.head.count).elementsEqual(Self.head) else { throw Self.damaged(path) }
    // The head is twelve bytes: numbers lie at multiples of four.
    let numbers = UnsafeRawBufferPointer(rebasing: bytes[Self.head.count...]).bindMemory(to: Float.self)
    guard numbers.allSatisfy(\.isFinite) else { throw Self.damaged(path) }
    voice = NetWeights(UnsafeBufferPointer(rebasing: numbers[..<shape.count]), shape: shape)
    accompaniment = NetWeights(UnsafeBufferPointer(rebasing: numbers[shape.count...]), shape: shape)
  }

  private static func damaged(_ path: String) -> SplitError {
    SplitError(
      .noModel, "\(path) is not the file that Segue made: delete it and run .ci/setup, which fetches it again.")
  }
}
