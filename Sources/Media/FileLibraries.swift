import CSndFile
import CSoxr

/// The versions of the libraries that read and write files, for reports.
package enum FileLibraries {
  /// "libsndfile-1.2.0", "libsoxr-0.1.3".
  package static var versions: [String] { [String(cString: sf_version_string()), String(cString: soxr_version())] }
}
