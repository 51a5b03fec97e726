import CExpat
import Glibc

/// The attributes of an element, as they lie in the reader's memory: good only while it is told of the element.
struct XMLAttributes {
  fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  /// An attribute's value; nil where there is none.
  subscript(name: StaticString) -> String? { pointer(name).map { String(cString: $0) } }

  /// The same as a number; nil where it is none.
  func number(_ name: StaticString) -> Double? {
    guard let text = pointer(name), text[0] != 0 else { return nil }
    var end: UnsafeMutablePointer<CChar>?
    let number = strtod(text, &end)
    guard let end, end != text, number.isFinite else { return nil }
    return end[0] == 0 || end[0] == 32 ? number : nil
  }

  /// The same as a whole number; nil where it is none.
  func whole(_ name: StaticString) -> Int? {
    number(name).flatMap { abs($0) < 1e15 ? Int($0) : nil }
  }

  /// Whether there is one of this name.
  func has(_ name: StaticString) -> Bool { pointer(name) != nil }

  private func pointer(_ name: StaticString) -> UnsafePointer<CChar>? {
    guard var pair = pairs else { return nil }
    return name.withUTF8Buffer { wanted in
      let words = UnsafeRawPointer(wanted.baseAddress!).assumingMemoryBound(to: CChar.self)
      while let key = pair[0] {
        if strncmp(key, words, wanted.count) == 0, key[wanted.count] == 0 { return pair[1] }
        pair += 2
      }
      return nil
    }
  }
}

/// Takes the elements of a file of XML as they come.
protocol XMLTaker: AnyObject {
  /// An element begins; attributes are good until this returns. - Throws: what is refused.
  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault)
  /// It ends; `text` is what stood in it outside of other elements, where `wantsText` said so of it.
  func end(_ element: String, text: String) throws(ForeignFault)
  /// Whether the text of an element is wanted.
  func wantsText(of element: String) -> Bool
}

/// Reads XML as it comes, in pieces: nothing of the file is kept. What it could do harm with is refused: entities of
/// its own, depth without end; nothing outside of the file is ever read.
// SAFETY: not shared between threads; the parser's pointer to this object is used within `read` alone.
final class XMLReader {
  private let parser: XML_Parser
  private let taker: any XMLTaker
  private var fault: ForeignFault?
  private var depth = 0
  private var texts: [String?] = []
  /// Names of elements are a few dozen: each is made once.
  private var names: [UInt64: String] = [:]

  /// - Parameter taker: is told of what is read.
  init(_ taker: any XMLTaker) throws(ForeignFault) {
    guard let parser = XML_ParserCreate(nil) else { throw ForeignFault("there is no memory to read it with") }
    self.parser = parser
    self.taker = taker
  }

  deinit { XML_ParserFree(parser) }

  /// Reads all that `next` gives, until it gives nothing.
  /// - Throws: where it is no XML, and what the taker refuses; what was taken before stays taken.
  func read(_ next: () -> [UInt8]) throws(ForeignFault) {
    setHandlers()
    var isOver = false
    while !isOver {
      let bytes = next()
      isOver = bytes.isEmpty
      let status = bytes.withUnsafeBytes { buffer in
        XML_Parse(
          parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), isOver ? 1 : 0)
      }
      if let fault { throw fault }
      if status != XML_STATUS_OK { throw failure }
    }
  }

  private func setHandlers() {
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser, { reader(at: $0).begin($1!, XMLAttributes(pairs: $2)) }, { data, name in reader(at: data).end(name!) })
    XML_SetCharacterDataHandler(parser) { reader(at: $0).take($1!, Int($2)) }
    XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
      reader(at: data).refuse(ForeignFault("it declares entities of its own, which no DJ program does: refused"))
    }
  }

  private var failure: ForeignFault {
    let code = XML_GetErrorCode(parser)
    let words = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    return ForeignFault("line \(XML_GetCurrentLineNumber(parser)) is not XML: \(words)")
  }

  private func refuse(_ reason: ForeignFault) {
    if fault == nil { fault = reason }
    XML_StopParser(parser, XML_Bool(XML_FALSE))
  }

  /// Hashed, since to make a string of each of a million names would take as long as to read them.
  private func name(_ characters: UnsafePointer<CChar>) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var index = 0
    while characters[index] != 0 {
      hash = (hash ^ UInt64(UInt8(bitPattern: characters[index]))) &* 0x100_0000_01b3
      index += 1
    }
    if let known = names[hash], known.utf8.count == index, strcmp(known, characters) == 0 { return known }
    let made = String(cString: characters)
    if names.count < 1024 { names[hash] = made }
    return made
  }

  fileprivate func begin(_ characters: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
    if fault != nil { return }
    let element = name(characters)
    depth += 1
    guard depth <= ForeignLimits.depth else {
      return refuse(ForeignFault("its elements lie more than \(ForeignLimits.depth) deep within each other: refused"))
    }
    texts.append(taker.wantsText(of: element) ? "" : nil)
    do throws(ForeignFault) { try taker.begin(element, attributes) } catch { refuse(error) }
  }

  fileprivate func end(_ characters: UnsafePointer<CChar>) {
    if fault != nil { return }
    depth -= 1
    let text = texts.popLast() ?? nil
    do throws(ForeignFault) { try taker.end(name(characters), text: text ?? "") } catch { refuse(error) }
  }

  fileprivate func take(_ characters: UnsafePointer<CChar>, _ count: Int) {
    guard fault == nil, let last = texts.indices.last, texts[last] != nil, texts[last]!.utf8.count < 1 << 16 else {
      return
    }
    let bytes = UnsafeRawBufferPointer(start: characters, count: count)
    texts[last]!.append(String(decoding: bytes, as: UTF8.self))
  }
}

/// SAFETY: the data is the reader that parses, which lives while `read` does.
private func reader(at data: UnsafeMutableRawPointer?) -> XMLReader {
  Unmanaged<XMLReader>.fromOpaque(data!).takeUnretainedValue()
}
