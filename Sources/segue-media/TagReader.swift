import CFFmpeg
import Media
import Music

/// What a file says of itself, joined field by field from all containers of tags in it. In this order, since each that
/// follows can hold less, or was rarer meant for programs of today:
///
/// 1. the format's own tags, where its container has them: Vorbis comments, MP4's atoms, Matroska's, ASF's;
/// 2. ID3v2, in front of the file or in a chunk;
/// 3. APEv2;
/// 4. RIFF INFO, and AIFF's text chunks;
/// 5. ID3v1, whose texts end after 30 bytes;
/// 6. what FFmpeg has found besides, such as a date in a broadcast chunk.
func readTags(of file: FFmpegFile) -> Tags {
  let bytes = FileBytes(path: file.path)
  let containers = bytes.map { TagContainers($0) }
  let id3 = (containers?.id3v2 ?? []).map { id3v2(in: file.path, at: $0) }
  // FFmpeg may have taken what it has from the ID3v2 tag: that is read below, with another eye on its letters.
  let own = file.texts.filter { text in !id3.contains { $0.contains { $0 == text } } }
  var all: [Tags] = []
  if file.hasOwnTags { all.append(Tags(undeclared: own)) }
  for texts in id3 { all.append(Tags(latin1: texts)) }
  if let containers {
    for texts in [containers.ape, containers.chunks, containers.id3v1] { all.append(Tags(undeclared: texts)) }
  }
  if !file.hasOwnTags { all.append(Tags(undeclared: own)) }
  return all.reduce(Tags()) { $0.filled(from: $1) }
}

/// FFmpeg reads an ID3v2 tag in front of anything: here, in front of nothing.
private func id3v2(in path: String, at place: Range<Int>) -> [(name: String, text: [UInt8])] {
  var options: OpaquePointer?
  av_dict_set(&options, "protocol_whitelist", "subfile,file", 0)
  defer { av_dict_free(&options) }
  var file: UnsafeMutablePointer<AVFormatContext>?
  let part = "subfile,,start,\(place.lowerBound),end,\(place.upperBound),,:file:\(path)"
  guard avformat_open_input(&file, part, av_find_input_format("s8"), &options) == 0 else { return [] }
  defer { avformat_close_input(&file) }
  return texts(of: file?.pointee.metadata)
}

/// The entries of a dictionary of FFmpeg's, as bytes: nothing makes sure that they are UTF-8.
func texts(of dictionary: OpaquePointer?) -> [(name: String, text: [UInt8])] {
  var texts: [(name: String, text: [UInt8])] = []
  var entry: UnsafeMutablePointer<AVDictionaryEntry>?
  while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
    entry = next
    let value = UnsafeBufferPointer(start: next.pointee.value, count: strlen(next.pointee.value))
    texts.append((String(cString: next.pointee.key), value.map { UInt8(bitPattern: $0) }))
  }
  return texts
}
