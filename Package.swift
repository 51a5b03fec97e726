// swift-tools-version: 6.2
// Read from top to bottom: this file is the architecture. Data runs one way, files → Media → Analysis → Library →
// Suggestion → Engine → output; a stage never imports another stage, they meet as `Music` values in `Workstation`.
import PackageDescription

/// Every target: Swift 6 mode (the tools version's default), warnings are errors in CI (`.ci/run`).
let everywhere: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny")
]

/// Targets that touch every sample, every cell of the screen or every track of a library. Debug builds are optimised,
/// too: unoptimised Swift is up to thirty times slower here, and the tests render minutes of audio and thousands of
/// screens (Terminal's: 46 s of a core instead of 191). (`-Ounchecked` was measured and buys nothing for pointer code.)
let optimised: [SwiftSetting] = everywhere + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// C code on the audio path: `-O3` vectorises its loops; the contraction flag keeps results equal on machines with and
/// without fused multiply-add, so that a set renders to the same samples everywhere.
let realtimeC: [CSetting] = [.unsafeFlags(["-O3", "-ffp-contract=off"])]

func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// - Parameter settings: `optimised` for tests that look at every sample of minutes themselves (a third less time).
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], _ settings: [SwiftSetting] = everywhere
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["Support"], exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "segue",
  products: [
    .executable(name: "segue", targets: ["segue"]),
    .executable(name: "segue-media", targets: ["segue-media"]),
    .executable(name: "segue-bench", targets: ["segue-bench"]),
    // The paced fake sound card of the tests, an ALSA I/O plugin that libasound loads by name.
    .library(name: "asound_module_pcm_segue_fake", type: .dynamic, targets: ["FakeSoundCard"]),
  ],
  targets: [
    // C libraries, each imported by one Swift target (CNettle, which hashes, CALSA, sound and MIDI, and CSQLite, our
    // own library and those of others, by two).
    // ncursesw has no pkgConfig here: its flags are ones that the package manager prohibits, and the module map's link
    // line is enough.
    system("CNcurses", apt: "libncurses-dev"),
    system("CALSA", pkgConfig: "alsa", apt: "libasound2-dev"),
    system("CRubberBand", pkgConfig: "rubberband", apt: "librubberband-dev"),
    system("CFFTW", pkgConfig: "fftw3f", apt: "libfftw3-dev"),
    system("CEBUR128", pkgConfig: "libebur128", apt: "libebur128-dev"),
    system("CSndFile", pkgConfig: "sndfile", apt: "libsndfile1-dev"),
    system("CSoxr", pkgConfig: "soxr", apt: "libsoxr-dev"),
    system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    system("CNettle", pkgConfig: "nettle", apt: "nettle-dev"),
    system("CMalloc", apt: "libc6-dev"),
    system("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    // What streams are encoded and sent with; libshout's pkg-config has a flag that the package manager prohibits.
    system("CShout", apt: "libshout-dev"),
    system("CLAME", pkgConfig: "lame", apt: "libmp3lame-dev"),
    system("COpusEnc", pkgConfig: "libopusenc", apt: "libopusenc-dev"),
    system("CVorbis", pkgConfig: "vorbisenc", apt: "libvorbis-dev"),
    system("CFLAC", pkgConfig: "flac", apt: "libflac-dev"),
    system("CFFmpeg", pkgConfig: "libavformat", apt: "libavformat-dev"),

    // The only C of our own: what the audio thread may call, thread priority, crash-safe terminal restoring.
    .target(name: "CRealtime", cSettings: realtimeC),

    // What every program needs of the system: paths as bytes, files, clocks, errors in words, numbers as text, JSON.
    .target(name: "Platform", swiftSettings: everywhere),

    // The nouns and the verbs.
    .target(name: "Music", swiftSettings: optimised),
    .target(
      name: "DSP", dependencies: ["Music", "CRealtime", "CRubberBand", "CFFTW", "CEBUR128"], swiftSettings: optimised),

    // The stages.
    .target(name: "Media", dependencies: ["DSP", "Music", "Platform", "CSndFile", "CSoxr"], swiftSettings: optimised),
    .target(name: "Analysis", dependencies: ["DSP", "Music"], swiftSettings: optimised),
    .target(name: "Library", dependencies: ["Music", "Platform", "CSQLite"], swiftSettings: everywhere),
    // Other programs' libraries; their files are read in segue-media.
    .target(
      name: "Exchange", dependencies: ["Music", "Platform", "CExpat", "CSQLite", "CZlib"], swiftSettings: optimised),
    // Its tests rank and plan thousands of tracks: 22 s optimised, 113 s otherwise.
    .target(name: "Suggestion", dependencies: ["Music"], swiftSettings: optimised),
    .target(name: "Engine", dependencies: ["DSP", "Music", "CRealtime", "CALSA"], swiftSettings: optimised),
    .target(name: "Demo", dependencies: ["Music"], swiftSettings: optimised),
    // Whole tracks offline: split into stems, mastered. Its matrix product is C, compiled for the machine's widest
    // vectors too and chosen at run time.
    .target(name: "CStudio", cSettings: realtimeC),
    .target(
      name: "Studio", dependencies: ["DSP", "Music", "Media", "Platform", "CStudio"], swiftSettings: optimised),
    .target(
      name: "Controllers", dependencies: ["Music", "Platform", "CRealtime", "CALSA"], swiftSettings: everywhere),
    // The mix, encoded and sent to listeners.
    .target(
      name: "Broadcast",
      dependencies: ["Media", "Music", "Platform", "CShout", "CLAME", "COpusEnc", "CVorbis", "CFLAC"],
      swiftSettings: optimised),

    // The program without a screen, and the screen.
    .target(
      name: "Workstation",
      dependencies: [
        "Music", "Platform", "DSP", "Media", "Analysis", "Library", "Exchange", "Suggestion", "Engine", "Demo",
        "Studio", "Controllers", "Broadcast", "CNettle",
      ],
      swiftSettings: everywhere),
    .target(
      name: "Terminal",
      dependencies: ["Workstation", "Music", "Platform", "CNcurses", "CNettle", "CRealtime", "CZlib"],
      swiftSettings: optimised),

    // The programs. Only segue-media links FFmpeg: its hundred shared objects cost 60 ms at each start.
    .executableTarget(
      name: "segue",
      dependencies: ["Terminal", "Workstation", "Controllers", "Studio", "Suggestion", "Media", "Music", "Platform"],
      swiftSettings: everywhere),
    .executableTarget(
      name: "segue-media",
      dependencies: [
        "Media", "Analysis", "Exchange", "Music", "Platform", "CFFmpeg", "CNettle", "CMalloc",
      ],
      swiftSettings: optimised),
    .executableTarget(
      name: "segue-bench",
      dependencies: [
        "Music", "Platform", "DSP", "Media", "Analysis", "Library", "Suggestion", "Engine", "Demo", "Studio",
        "Workstation", "Terminal", "CRealtime", "MallocCounter", "Support",
      ],
      swiftSettings: everywhere),

    // Tests: one target a module, and sets played through the whole program.
    .target(name: "MallocCounter", path: "Tests/MallocCounter"),
    .target(name: "FakeSoundCard", dependencies: ["CALSA"], path: "Tests/FakeSoundCard", cSettings: [.define("PIC")]),
    .target(
      name: "Support", dependencies: ["Engine", "Music", "Platform", "Suggestion", "MallocCounter"],
      path: "Tests/Support", swiftSettings: optimised
    ),
    tests("Platform", ["Platform"]),
    tests("Music", ["Music"]),
    tests("DSP", ["DSP", "Music"], optimised),
    tests("Media", ["Media", "Music", "Platform"]),
    tests("Analysis", ["Analysis", "DSP", "Music"], optimised),
    tests("Library", ["Library", "Music", "Platform"]),
    tests("Exchange", ["Exchange", "Music", "Platform", "CSQLite"]),
    tests("Suggestion", ["Suggestion", "Music"]),
    tests("Engine", ["Engine", "DSP", "Music", "CRealtime", "MallocCounter"], optimised),
    tests("Demo", ["Demo", "Music"]),
    tests("Studio", ["Studio", "CStudio", "DSP", "Media", "Music", "Platform"], optimised),
    tests("Broadcast", ["Broadcast", "Media", "Music", "Platform"]),
    tests("Controllers", ["Controllers", "CRealtime", "Music", "Platform"]),
    tests(
      "Workstation",
      [
        "Workstation", "Broadcast", "Controllers", "Suggestion", "Engine", "Library", "Media", "Music", "Platform",
      ]),
    tests("Terminal", ["Terminal", "Workstation", "Music", "Platform", "CZlib"], exclude: ["Goldens"]),
    tests(
      "Set", ["Workstation", "Engine", "Library", "Media", "Music", "Platform", "Demo", "MallocCounter"], optimised),
  ]
)
