import Music
import Platform

/// Mashups in the headphones, or in the room: the bars of a partner as they are planned, rendered before they are
/// heard.
extension AuditionDesk {
  /// The partner that is selected, as it is planned; what is heard goes on until it begins. - Parameter isInRoom:
  /// everybody hears it.
  func startMashup(isInRoom: Bool) {
    if !isInRoom, let refusal { return log.add(.warning, refusal) }
    guard let job = mashups.job(mashups.chosen), let row = mashups.chosen else {
      return log.add(.warning, "no mashup is selected: mashups lists the partners of a track")
    }
    if heard?.mashup?.key == job.key, heard?.isInRoom == isInRoom, coming == nil { return }
    guard let sound = clips.sound(of: job, beatsPerBar: mashups.beatsPerBar) else {
      return log.add(.failure, "there is no memory left: close another program")
    }
    number += 1
    var audition = Audition(number: number, track: row.track, facts: TrackFacts(), place: .blend)
    (audition.mashup, audition.sound, audition.from) = (job, sound, TrackTime(0))
    (audition.isInRoom, audition.asked) = (isInRoom, monotonicTime())
    coming = audition
    begin()
  }

  /// While partners are listed, the selected one, the next one and its next place are rendered ahead.
  func prepareMashups() {
    guard mashups.subject != nil, refusal == nil || (coming ?? heard)?.isInRoom == true else {
      if !prepared.isEmpty { clips.drop() }
      prepared = []
      return
    }
    // What is waited for has both cores.
    if coming?.mashup != nil { return }
    var rows = [mashups.chosen, mashups.below(1).first].compactMap(\.self)
    if var other = mashups.chosen, other.partner.plans.count > 1 {
      other.place = (other.place + 1) % other.partner.plans.count
      rows.append(other)
    }
    let jobs = rows.compactMap { mashups.job($0) }
    let keys = jobs.map(\.key)
    guard keys != prepared else { return }
    prepared = keys
    clips.prepare(jobs, keeping: (coming ?? heard)?.mashup, beatsPerBar: mashups.beatsPerBar)
  }

  func notRendered(_ reason: String, of key: MashupClip.Key) {
    guard coming?.mashup?.key == key || heard?.mashup?.key == key else { return }
    if coming?.mashup?.key == key { coming = nil }
    log.add(.failure, "the mashup cannot be heard: \(reason)")
  }
}
