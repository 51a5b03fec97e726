import Glibc
import Support
import Testing

@testable import Workstation

@Suite struct OpenFileCheckTests {
  private func write(_ path: String) {
    guard let file = fopen(path, "we") else { return }
    fputs("x", file)
    fclose(file)
  }

  @Test func aFileThatStaysIsQuiet() throws {
    let folder = try ScratchFolder()
    write(folder.path + "/library")
    var watch = OpenFileCheck(folder.path + "/library")
    write(folder.path + "/library")
    let isLost = watch.noticesLoss()
    #expect(!isLost)
  }

  @Test func aLossIsSaidOnce() throws {
    let folder = try ScratchFolder()
    write(folder.path + "/library")
    var watch = OpenFileCheck(folder.path + "/library")
    unlink(folder.path + "/library")
    let said = [watch.noticesLoss(), watch.noticesLoss(), watch.noticesLoss()]
    #expect(said == [true, false, false])
  }

  @Test func anotherFileUnderTheNameIsALoss() throws {
    let folder = try ScratchFolder()
    write(folder.path + "/library")
    write(folder.path + "/other")
    var watch = OpenFileCheck(folder.path + "/library")
    rename(folder.path + "/other", folder.path + "/library")
    let isLost = watch.noticesLoss()
    #expect(isLost)
  }

  @Test func namesThatAreTakenAreNotWrittenOver() throws {
    let folder = try ScratchFolder()
    #expect(freeName(folder.path + "/set", ending: "wav") == folder.path + "/set.wav")
    write(folder.path + "/set.wav")
    write(folder.path + "/set-2.wav")
    #expect(freeName(folder.path + "/set", ending: "wav") == folder.path + "/set-3.wav")
  }
}
