import DSP
import Engine
import FoundationEssentials
import Glibc
import Library
import Media
import Platform

/// One thing that `segue doctor` looked at.
package struct Finding: Sendable, Hashable, Encodable {
  /// How much a finding matters.
  package enum Weight: String, Sendable, Hashable, Encodable {
    case good
    /// Good to know.
    case note
    /// Works, and could fail at a bad moment.
    case warning
    /// Something that the program needs is not there.
    case failure
  }

  /// A word that stays the same: "scheduling", "governor".
  package var subject: String
  /// How much it matters.
  package var weight: Weight
  /// What was found, in a sentence.
  package var finding: String
  /// What to do about it.
  package var advice: String?

  /// - Parameter advice: what to do about it; nil where nothing is to be done.
  package init(_ subject: String, _ weight: Weight, _ finding: String, advice: String? = nil) {
    self.subject = subject
    self.weight = weight
    self.finding = finding
    self.advice = advice
  }
}

/// Looks at everything that a set depends on. Needs no rights, changes nothing, plays nothing.
/// - Parameters:
///   - settings: as the program would start with.
///   - seconds: how long the machine's wake-ups are watched.
package func examine(settings: Settings, directories: AppDirectories, seconds: Double) -> [Finding] {
  let stolen = stolenTicks()
  let latency = WakeUpLatency.measure(seconds: seconds)
  var findings = scheduling(latency) + wakeUpFindings(latency, settings.output)
  findings += virtualMachine(stolenTicks() - stolen, seconds)
  findings += kernel() + governor() + soundServers(settings.output) + device(settings.output)
  findings += folders(directories) + programs()
  return findings
}

extension [Finding] {
  /// One JSON object.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try? encoder.encode(["findings": self])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// A line each, and under it what to do.
  package var lines: [String] {
    flatMap { finding in
      let mark =
        switch finding.weight {
        case .good: "ok  "
        case .note: "note"
        case .warning: "WARN"
        case .failure: "FAIL"
        }
      let first = "\(mark)  \(finding.finding.printable)"
      return finding.advice.map { [first, "      → \($0.printable)"] } ?? [first]
    }
  }

  /// Something stands in the way of a set.
  package var hasFailure: Bool { contains { $0.weight == .failure } }
}

// MARK: Scheduling

private let groupAdvice =
  "put '@audio - rtprio 95' and '@audio - memlock unlimited' into /etc/security/limits.d/audio.conf, "
  + "add your user to the group audio and log in again"

private func scheduling(_ latency: WakeUpLatency?) -> [Finding] {
  let limits = WakeUpLatency.limits
  var findings: [Finding] = []
  switch latency?.schedulingError {
  case 0?:
    findings.append(Finding("scheduling", .good, "audio threads get real-time priority (SCHED_FIFO 70)"))
  case let error?:
    findings.append(
      Finding(
        "scheduling", .warning,
        "audio threads get no real-time priority: \(errorText(error)); the limit rtprio is \(limits.priority)",
        advice: groupAdvice))
  case nil: findings.append(Finding("scheduling", .failure, "no thread can be started", advice: "see ulimit -u"))
  }
  if let bytes = limits.lockedBytes {
    findings.append(
      Finding(
        "memlock", .note, "memory may be locked up to \(bytes / 1024) KiB: the program's pages can be swapped out",
        advice: groupAdvice))
  } else {
    findings.append(Finding("memlock", .good, "memory may be locked without limit"))
  }
  return findings
}

private func wakeUpFindings(_ latency: WakeUpLatency?, _ output: OutputSettings) -> [Finding] {
  guard let latency else { return [] }
  func milliseconds(_ microseconds: Double) -> String { fixed(microseconds / 1000, 2) }
  let figures =
    "a thread wakes \(milliseconds(latency.median)) ms late as a rule, \(milliseconds(latency.p99)) ms in 1 of 100, "
    + "\(milliseconds(latency.longest)) ms at worst"
  let advised = latency.period(periods: output.periods, hz: output.rate.hz)
  let now = "\(output.periodFrames) × \(output.periods) frames"
  if advised > output.periodFrames {
    return [
      Finding(
        "period", .warning, "\(figures): \(now) may drop out",
        advice: "choose --period \(advised), or quieten the machine")
    ]
  }
  let less =
    advised < output.periodFrames ? "; down to \(advised) × \(output.periods) would do while it is as quiet as now" : ""
  return [Finding("period", .good, "\(figures): \(now) is enough\(less)")]
}

private func virtualMachine(_ stolen: Int, _ seconds: Double) -> [Finding] {
  let milliseconds = stolen * 1000 / max(1, sysconf(Int32(_SC_CLK_TCK)))
  guard milliseconds > 0 else { return [] }
  return [
    Finding(
      "host", .warning,
      "the host of this virtual machine took \(milliseconds) ms away within \(fixed(seconds, 1)) s: no priority "
        + "helps there",
      advice: "choose longer buffers, or a machine of your own")
  ]
}

/// Ticks that a host took from all cores since the start.
private func stolenTicks() -> Int {
  let words = firstLine("/proc/stat").split(separator: " ")
  return words.count > 8 ? Int(words[8]) ?? 0 : 0
}

// MARK: The machine

private func kernel() -> [Finding] {
  var system = utsname()
  uname(&system)
  func text<T>(_ field: T) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
  let name = "Linux \(text(system.release))"
  let build = text(system.version)
  var findings: [Finding] = []
  if build.contains("PREEMPT_RT") {
    findings.append(Finding("kernel", .good, "\(name), fully preemptible"))
  } else if firstLine("/proc/cmdline").contains("preempt=full") {
    findings.append(Finding("kernel", .good, "\(name), preempt=full"))
  } else {
    findings.append(
      Finding(
        "kernel", .note, "\(name): other programs' system calls may hold up an audio thread for milliseconds",
        advice: "with dropouts in spite of real-time priority, start the kernel with preempt=full threadirqs"))
  }
  let clock = firstLine("/sys/devices/system/clocksource/clocksource0/current_clocksource")
  if ["hpet", "acpi_pm", "jiffies"].contains(clock) {
    findings.append(
      Finding(
        "clock", .warning, "the kernel reads time from \(clock), which is slow",
        advice: "start the kernel with clocksource=tsc if the machine allows it"))
  }
  return findings
}

private func governor() -> [Finding] {
  let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  let governors = Set(
    (0..<cores).map { firstLine("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_governor") }.filter { !$0.isEmpty })
  if governors.isEmpty {
    return [Finding("governor", .good, "\(cores) cores, whose speed the system does not change")]
  }
  if governors == ["performance"] { return [Finding("governor", .good, "\(cores) cores at full speed (performance)")] }
  return [
    Finding(
      "governor", .warning,
      "\(cores) cores slow down when they have little to do (\(governors.sorted().joined(separator: ", ")))",
      advice:
        "before a set: cpupower frequency-set -g performance (as root), or choose performance in the desktop's "
        + "power settings"
    )
  ]
}

// MARK: Sound

private let servers = ["pipewire", "pipewire-pulse", "pulseaudio", "jackd", "jackdbus"]

private func soundServers(_ output: OutputSettings) -> [Finding] {
  var found: Set<String> = []
  var holders: Set<String> = []
  for process in folderEntries("/proc") ?? [] where process.allSatisfy(\.isNumber) {
    let name = firstLine("/proc/\(process)/comm")
    if servers.contains(name) { found.insert(name) }
    // Other users' cannot be read; their sound is not ours to judge.
    for descriptor in folderEntries("/proc/\(process)/fd") ?? [] {
      let target = target(ofLink: "/proc/\(process)/fd/\(descriptor)") ?? ""
      if target.hasPrefix("/dev/snd/pcm"), target.hasSuffix("p") { holders.insert("\(name) holds \(target)") }
    }
  }
  let isDirect = output.device.hasPrefix("hw:") || output.device.hasPrefix("plughw:")
  var findings: [Finding] = []
  if !found.isEmpty {
    let names = found.sorted().joined(separator: ", ")
    findings.append(
      Finding(
        "servers", .note, "sound servers run: \(names)",
        advice: isDirect
          ? "if '\(output.device)' is in use: close what plays there, or take the card from the server for the set "
            + "(pavucontrol: Configuration, Off)"
          : "through a server there is more delay than on a card itself: segue devices lists those; for PipeWire, "
            + "PIPEWIRE_LATENCY=256/48000 segue asks for short blocks"))
  } else {
    findings.append(Finding("servers", .good, "no sound server runs"))
  }
  for holder in holders.sorted() { findings.append(Finding("card", .note, holder)) }
  if let card = (folderEntries("/dev/snd") ?? []).first(where: { $0.hasPrefix("pcm") }),
    access("/dev/snd/\(card)", R_OK | W_OK) != 0
  {
    findings.append(
      Finding(
        "card", .warning, "the sound cards may not be opened",
        advice: "add your user to the group audio and log in again"))
  }
  return findings
}

private func device(_ output: OutputSettings) -> [Finding] {
  if output.device == Settings.noDevice { return [Finding("device", .note, "the device is 'none': a silent clock")] }
  var output = output
  if let rate = OutputDevices.engineRate(for: output) { output.rate = rate }
  var findings: [Finding] = []
  for name in [output.device, output.cueDevice].compactMap({ $0 }) {
    var wanted = output
    wanted.device = name
    wanted.cueDevice = nil
    if name == output.cueDevice { wanted.cue = .none }
    do throws(OutputError) {
      let status = try OutputDevices.examine(wanted)
      let isConverted = status.deviceRate != Int(status.rate.hz) || status.isResampled
      findings.append(
        Finding(
          "device", isConverted ? .note : .good, "\(status.summary), \(status.channels) outputs",
          advice: isConverted ? "the sound is converted to the device's rate; that costs a little and is clean" : nil))
    } catch {
      findings.append(
        Finding(
          "device", .warning, error.description, advice: "segue devices lists what there is; segue waits for the device"
        ))
    }
  }
  return findings
}

// MARK: Files and programs

private func folders(_ directories: AppDirectories) -> [Finding] {
  var findings: [Finding] = []
  for folder in [directories.config, directories.data, directories.state] {
    var there = folder
    while access(there, F_OK) != 0, let slash = there.lastIndex(of: "/"), slash > there.startIndex {
      there = String(there[..<slash])
    }
    if access(there, W_OK) != 0 {
      findings.append(
        Finding(
          "folders", .failure, "\(there) may not be written to",
          advice: "chown it to your user, or set XDG_DATA_HOME and its like"))
    }
  }
  var disk = statvfs()
  var there = directories.data
  while statvfs(there, &disk) != 0, let slash = there.lastIndex(of: "/"), slash > there.startIndex {
    there = String(there[..<slash])
  }
  let gigabytes = Double(disk.f_bavail) * Double(disk.f_frsize) / 1e9
  // A night of eight hours in 24 bits is 7.6 GB.
  let words = "\(fixed(gigabytes, 1)) GB are free for recordings (an hour takes 0.95 GB)"
  findings.append(
    gigabytes < 8
      ? Finding("disk", .warning, words, advice: "make room, or record as FLAC: recording = flac")
      : Finding("disk", .good, words))
  return findings
}

private func programs() -> [Finding] {
  var findings: [Finding] = []
  do throws(MediaError) {
    let media = try MediaProgram.find()
    findings.append(
      media.decoderVersion().map {
        Finding("media", .good, "files are read by \(media.executable), FFmpeg \($0)")
      }
        ?? Finding(
          "media", .failure, "\(media.executable) does not run",
          advice: "install FFmpeg's libraries (Debian: libavformat59), or build Segue again"))
  } catch {
    findings.append(Finding("media", .failure, error.sentence))
  }
  let versions =
    ["ALSA \(WakeUpLatency.alsaVersion)"] + SoundLibraries.versions + FileLibraries.versions + [Library.databaseVersion]
  findings.append(Finding("libraries", .good, versions.joined(separator: ", ")))
  return findings
}

// MARK: Reading what the system says

private func firstLine(_ path: String) -> String {
  guard let file = fopen(path, "re") else { return "" }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 4096)
  guard fgets(&line, Int32(line.count), file) != nil else { return "" }
  let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
  return String(decoding: bytes, as: UTF8.self)
}
