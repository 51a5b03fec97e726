import CFFmpeg
import FoundationEssentials
import Glibc
import Media
import Music
import Platform

// The media program: reads files of music and says on standard output, in pieces (`Media.Piece`), what is in them.
// The workstation starts it for each file; whatever a damaged file does to a decoder, it does here.

_ = nice(10)
limitResources()
keepOnlyPipes()
let requests = endWithParent()
av_log_set_level(AV_LOG_QUIET)

let output = PieceWriter(descriptor: 1)
let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "decode": decode(Array(arguments.dropFirst()))
case "probe": for path in arguments.dropFirst() { probe(path) }
case "lyrics": for path in arguments.dropFirst() { readLyrics(path) }
case "import": for path in arguments.dropFirst() { readForeign(path) }
case "serato": for path in arguments.dropFirst() { readSerato(path) }
case "origin": for path in arguments.dropFirst() { readOrigin(path) }
case "analyze": analyzeRequestedFiles(requests)
case "version": say(.result, [String(cString: av_version_info())])
default:
  let words = "segue-media reads music files for segue; it is not meant to be called by hand\n"
  _ = words.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
  exit(2)
}

/// A damaged file may ask for any amount of memory or go round in circles: both have an end here.
func limitResources() {
  var memory = rlimit(rlim_cur: rlim_t(MediaLimits.addressSpace), rlim_max: rlim_t(MediaLimits.addressSpace))
  setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
  limitProcessorTime()
}

/// For the next file: half an hour from here.
func limitProcessorTime() {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  let spent = rlim_t(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
  var seconds = rlimit(rlim_cur: spent + 1_800, rlim_max: rlim_t.max)
  setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &seconds)
}

func say(_ kind: Piece, _ value: some Encodable) {
  guard let json = try? JSONEncoder().encode(value) else { return }
  [UInt8](json).withUnsafeBytes { output.write(kind, $0) }
}

func say(_ progress: Double) { withUnsafeBytes(of: progress) { output.write(.progress, $0) } }

/// `decode --rate HZ --stream N --part FIRST END PATH`
func decode(_ words: [String]) {
  guard words.count == 8, let hz = Double(words[1]), let stream = Int(words[3]), let first = Int(words[5]),
    let end = Int(words[6]), 0 <= first, first <= end
  else { exit(2) }
  do throws(MediaError) {
    let path = words[7]
    let sound = try openSound(path, stream: stream) { say(0.0) }
    let rate = SampleRate(hz: hz)
    var promise = Promise(sound, at: rate, from: first)
    promise.tags = (try? described(sound, path, stream: stream)).map(readTags) ?? Tags()
    promise.give()
    let replaced = try stereo(sound, at: rate, part: first..<end) { piece in
      promise.keep(piece.count / 2)
      output.write(.sound, UnsafeRawBufferPointer(piece))
    }
    if replaced > 0 {
      Array("\(fileName(sound.path)): \(replaced) samples are no numbers; they became silence.".utf8).withUnsafeBytes {
        output.write(.remark, $0)
      }
    }
  } catch {
    say(.failure, error)
  }
  output.write(.end, UnsafeRawBufferPointer(start: nil, count: 0))
}

/// Tags, length and content, without decoding.
func probe(_ path: String) {
  do throws(MediaError) {
    try checkReadable(path)
    let sound = try? openSound(path, stream: 0) { say(0.0) }
    let file = try described(sound, path)
    let content = try file.contentID { say(0.0) }
    say(.result, ProbedFile(path: path, contentID: content, tags: readTags(of: file), seconds: file.likelySeconds))
  } catch {
    say(.result, ProbedFile(path: path, failure: error))
  }
}
