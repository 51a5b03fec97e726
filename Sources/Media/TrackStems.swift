import Music

extension MediaProgram {
  /// The stems of a track: what lies beside it, else what Segue has split from it. Blocks on the disk.
  /// - Parameters:
  ///   - content: what the track sounds like; where nobody knows it, the file is read if there is anything to be found
  ///     by it.
  ///   - folders: what was listed already, where stems of several tracks are looked for.
  package func stems(
    of path: String, content: ContentID? = nil, in folders: StemFolders = StemFolders()
  ) -> [StemFile] {
    let beside = StemSearch.stems(of: path, in: folders)
    return beside.isEmpty ? cachedStems(of: path, content: content) : beside
  }

  /// Those that Segue has split from it alone; empty where there are none. Blocks on the disk.
  package func cachedStems(of path: String, content: ContentID? = nil) -> [StemFile] {
    guard let stemCache, !stemCache.isEmpty else { return [] }
    guard let content = content ?? probe([path]).first?.contentID.map({ ContentID(hex: $0) }) else { return [] }
    return stemCache.stems(of: content)
  }
}
