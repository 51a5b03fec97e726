/// The engine's renderer as what an output plays.
// SAFETY: outputs take turns, and each calls `render` on one thread only.
package final class RenderedSource: FrameSource, @unchecked Sendable {
  private var renderer: Renderer

  package init(_ renderer: consuming Renderer) { self.renderer = renderer }

  package func render(into frames: UnsafeMutablePointer<Float>, frames count: Int) {
    renderer.render(into: frames, frames: count)
  }
}
