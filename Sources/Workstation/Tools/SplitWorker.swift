import Media
import Platform
import Studio

/// `segue split-worker`: splits one track into the cache for a Segue that plays, which has started this process. It is
/// not meant to be called by hand.
/// - Parameters:
///   - data: the folder that has the nets.
///   - cache: the folder that has the cache of stems.
///   - engine: what splits, in words.
/// - Returns: the exit status.
package func splitForWorkstation(_ path: String, data: String, cache: String, engine: String) -> Int32 {
  runInBackground(on: path) { progress, goesOn in
    // One core is the music's.
    let desk = SplitDesk(
      media: try MediaProgram.find(), data: data, cache: StemCache(inCache: cache), cores: max(1, coreCount() - 1))
    var wish = SplitWish()
    wish.staysInCache = true
    try wish.use(engine: engine)
    do {
      return try desk.split(path, wish) { stage in
        let share: Double = if case .splitting(let share?) = stage { share } else { 0 }
        progress(share)
      } goesOn: {
        goesOn()
      }.json.line
    } catch let error as SplitError where error.kind == .cancelled {
      throw MediaError(.cancelled, path: path, "\(error)")
    }
  }
}
