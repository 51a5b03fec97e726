/// The keyboard that the DJ plays on, so that keys are where a hand expects them whatever is written on them.
package enum KeyboardLayout: String, Sendable, Hashable, CaseIterable {
  case us, uk, de, fr, be, es, it
  /// Swedish and Finnish.
  case nordic
  case no, dk
  /// Swiss, as German speakers have it.
  case ch
  case pt, br, cz, hu, tr, ru, dvorak, colemak

  /// The names as a sentence lists them.
  package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
