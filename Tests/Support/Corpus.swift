import Glibc

/// Music with checked truth, which is not part of the repository: `ready/` holds tracks and their stems, `truth/` what
/// is known of them.
package enum Corpus {
  /// Where SEGUE_CORPUS says, else beside the checkout in `shared/corpus`; nil when it is in neither place.
  package static let folder: String? = {
    let named = getenv("SEGUE_CORPUS").map { String(cString: $0) }
    // …/Tests/Support/Corpus.swift: three steps up is the checkout.
    let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let beside = "/" + checkout.split(separator: "/").dropLast().joined(separator: "/") + "/shared/corpus"
    return [named, beside].compactMap { $0 }.first { access($0 + "/ready", R_OK) == 0 }
  }()
}
