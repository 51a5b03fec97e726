import Media

extension MediaProgram {
  /// The media program, with the stems that the user's cache has.
  /// - Throws: `.program` with what to do.
  static func find(_ directories: AppDirectories) throws(MediaError) -> MediaProgram {
    try find().withStems(in: directories)
  }

  /// The same program with the stems of a cache.
  func withStems(in directories: AppDirectories) -> MediaProgram {
    var media = self
    media.stemCache = StemCache(inCache: directories.cache)
    return media
  }
}
