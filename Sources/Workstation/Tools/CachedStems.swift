import Media
import Music
import Platform
import Studio

/// What `segue cache` is asked for.
package enum CacheWish: Sendable, Hashable {
  case list
  /// Removes what was not used for longest until no more is left than so many bytes.
  case trim(Int64)
}

/// `segue cache`: the stems that Segue has made and keeps, and how much room they take; or less of them.
/// - Returns: a line for each that is kept, or was removed, and one for all; with `json` one object.
package func cachedStems(_ wish: CacheWish, json: Bool, directories: AppDirectories) -> [String] {
  let cache = StemCache(inCache: directories.cache)
  cache.clearLeftovers()
  var removed: [StemCache.Entry] = []
  if case .trim(let bytes) = wish { removed = cache.trim(to: bytes) }
  let kept = cache.entries
  if json {
    let object: JSON = .object([
      ("folder", .text(cache.folder)), ("bytes", .number(Double(size(of: kept)))),
      ("stems", .list(kept.map(\.json))), ("removed", .list(removed.map(\.json))),
    ])
    return [object.line]
  }
  let sum = "\(counted(kept.count, "track", "tracks")) in \(cache.folder.printable), \(sizeText(size(of: kept)))"
  switch wish {
  case .list: return kept.map(\.words) + [sum]
  case .trim:
    return removed.map { "removed\t\($0.words)" }
      + ["\(sizeText(size(of: removed))) removed; left: \(sum)"]
  }
}

/// A size as people write it: "2GB", "500 MB", "1.5 GiB", "800k"; nil for what is none.
package func bytes(ofSize text: String) -> Int64? {
  let text = text.lowercased().filter { $0 != " " }
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  guard let value = Double(number) else { return nil }
  let unit = text.dropFirst(number.count)
  let powers: [Character: Int] = ["k": 1, "m": 2, "g": 3, "t": 4]
  var scale = 1.0
  if let first = unit.first, let power = powers[first] {
    guard ["", "b", "ib"].contains(unit.dropFirst()) else { return nil }
    for _ in 0..<power { scale *= unit.hasSuffix("ib") ? 1024 : 1000 }
  } else if !["", "b"].contains(unit) {
    return nil
  }
  let bytes = value * scale
  return bytes < 1e18 ? Int64(bytes) : nil
}

/// "58 MB", "1.2 GB".
private func sizeText(_ bytes: Int64) -> String {
  bytes >= 1_000_000_000 ? "\(fixed(Double(bytes) / 1e9, 1)) GB" : "\(fixed(Double(bytes) / 1e6, 0)) MB"
}

private func size(of entries: [StemCache.Entry]) -> Int64 { entries.reduce(0) { $0 + $1.bytes } }

extension StemCache.Entry {
  /// When, how much, by what, which stems, of what.
  fileprivate var words: String {
    let kinds = files.map(\.kind.rawValue).joined(separator: ", ")
    return "\(localTime(lastUsed))\t\(sizeText(bytes))\t\(key.engine.printable)\t\(kinds)\t\(account.path.printable)"
  }

  fileprivate var json: JSON {
    .object([
      ("path", .text(account.path)), ("content_id", .text(key.content.hex)), ("engine", .text(key.engine)),
      ("model_name", .text(account.model_name)), ("model_version", .text(account.model_version)),
      ("stems", .list(files.map { .text($0.kind.rawValue) })), ("folder", .text(path)),
      ("bytes", .number(Double(bytes))), ("last_used", .number(lastUsed)),
    ])
  }
}
