import Glibc
import Platform

/// Where programs keep their libraries: in folders of theirs, in a stick's root.
package enum ForeignPlaces {
  /// Behind a folder that is named: a stick's root, a home's folder of music, or the program's own folder.
  private static let files = [
    "PIONEER/rekordbox/export.pdb", ".PIONEER/rekordbox/export.pdb", "rekordbox/export.pdb", "export.pdb",
    "Engine Library/Database2/m.db", "Database2/m.db", "m.db", "_Serato_/database V2", "database V2", "mixxxdb.sqlite",
    "collection.nml", "VirtualDJ/database.xml", "database.xml", "rekordbox.xml", "iTunes Music Library.xml",
  ]

  /// The libraries in a folder; none where it is no folder of a program. Blocks on the disk.
  package static func libraries(in folder: String) -> [String] {
    files.map { folder + "/" + $0 }.filter { FileStamp(at: $0) != nil }
  }
}
