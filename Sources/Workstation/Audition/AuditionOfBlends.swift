import Engine
import Library
import Music
import Platform
import Suggestion

/// A track as it would be blended into what plays: from the place where it would come in, or the blend itself.
extension AuditionDesk {
  /// Plans how a track would be blended in, or has the blend rendered where that is to be heard.
  func plan(_ audition: Audition) {
    guard let deck = heardDeck, let playing = decks[deck].track else { return }
    let state = engine.snapshot[deck]
    let wish = Autopilot.PlanWish(
      out: deck, from: playing.track.path, to: audition.track.path, ratio: state.setRatio,
      keyShift: Int(state.keyShiftTarget.rounded()), fromStems: [], toStems: [],
      lengths: SIMD2(playing.loaded.original.duration.value, 0), earliest: state.position.time(at: rate))
    let facts = BlendFacts(library: library.tracks.library, rules: settings.blend)
    let number = audition.number
    guard audition.place == .blend else {
      worker.async { @Sendable [inbox, trouble = library.tracks.trouble] in
        let plan = trouble.read("what is known of \(wish.to)") { () throws(LibraryError) in try facts.plan(wish).plan }
        inbox.post { $0.planned(plan, number) }
      }
      return
    }
    let job = BlendClip.Job(
      wish: wish, facts: facts, out: playing.loaded.original, tempoPercent: state.tempoTarget,
      keyShift: state.keyShiftTarget, settings: settings, rate: rate, media: media)
    renderer.async { @Sendable [inbox] in
      do {
        let clip = try job.render()
        inbox.post { $0.rendered(clip, number) }
      } catch {
        inbox.post { $0.notRendered("\(error)", number) }
      }
    }
  }

  private func planned(_ plan: BlendPlan?, _ number: Int) {
    guard coming?.number == number else { return }
    coming?.plan = plan
    coming?.from = plan?.in.lowerBound ?? TrackTime(0)
  }

  private func rendered(_ clip: BlendClip, _ number: Int) {
    guard coming?.number == number else { return }
    coming?.plan = clip.plan
    coming?.sound = clip.sound
    coming?.clipGrid = clip.grid
    coming?.from = TrackTime(0)
  }

  private func notRendered(_ reason: String, _ number: Int) {
    guard coming?.number == number else { return }
    coming = nil
    log.add(.failure, "the blend cannot be heard: \(reason)")
  }
}
