/// The last part of a path, for messages.
package func fileName(_ path: String) -> String { FilePath(path).parts.last ?? path }

/// The path without its last part; "." where there is none.
package func folder(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The path of a file in the same folder, written as this one is: beside "a.wav" lies "a.txt", not "./a.txt".
package func neighbour(of path: String, named name: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
  return String(path[..<path.utf8.index(after: slash)]) + name
}

/// A file's name without folder and ending: "a/b.c.wav" is "b.c".
package func baseName(_ path: String) -> String {
  let name = fileName(path)
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
  return String(name[..<dot])
}

/// A file's ending in lower case, without the dot; empty where there is none.
package func fileEnding(_ path: String) -> String {
  let name = fileName(path)
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
  return name[name.utf8.index(after: dot)...].lowercased()
}
