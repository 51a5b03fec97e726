/// The colours that a hot cue may have, by the words that the DJ says.
package enum CueColour: String, Sendable, Hashable, Codable, CaseIterable {
  case red, orange, yellow, green, cyan, blue, violet, pink
}
