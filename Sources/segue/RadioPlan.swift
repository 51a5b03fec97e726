import Music
import Platform
import Workstation

/// `segue radio --plan`: what would be played, when and why. - Returns: 1 where the table or the library falls short.
func radioPlan(hours: Double, from date: Double?, _ arguments: Arguments) throws -> Int32 {
  let (settings, problems) = try readSettings(arguments, .ofThisUser)
  let plan = try StationPlan(
    hours: hours, from: date, settings: settings, directories: .ofThisUser, library: arguments.library)
  for note in problems + plan.notes + plan.remarks { complain(note) }
  for line in arguments.json ? plan.json : plan.lines { say(line) }
  return problems.isEmpty && plan.notes.isEmpty ? 0 : 1
}
