import CEBUR128
import CRubberBand

/// The versions of the libraries behind the sound, for reports.
package enum SoundLibraries {
  /// "Rubber Band 3.1.2", "libebur128 1.2.6".
  package static var versions: [String] {
    var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
    ebur128_get_version(&major, &minor, &patch)
    return ["Rubber Band \(RUBBERBAND_VERSION)", "libebur128 \(major).\(minor).\(patch)"]
  }
}
