import Glibc
import Support

/// What other programs' libraries need for the same sound: CPU seconds, each nil where the library or a compiler is not
/// installed. Small programs against them are compiled when the bench runs, so that building Segue asks for none of
/// them.
struct AnalysisPeers {
  /// Beats and key as Mixxx asks its QM library (Debian: libqm-dsp-dev) for them, on mono that is in memory already.
  var qmBeats: Double?
  var qmKey: Double?
  /// aubio's beat tracker (libaubio-dev).
  var aubioBeats: Double?
  /// libebur128 alone: integrated loudness, range and true peak of all samples.
  var ebur128: Double?
  /// What libebur128 found: LUFS, LU, and the highest level between the samples, linear.
  var loudness: (integrated: Double, range: Double, peak: Double)?

  /// - Parameter sound: a file of interleaved stereo floats at 44.1 kHz, as they lie in memory.
  init(sound: String, folder: String) {
    let flags = ["-I/usr/include/qm-dsp", "-I/usr/local/include/qm-dsp"]
    if let found = Self.run(qmProgram, "c++", flags, ["-lqm-dsp"], sound, folder), found.count == 4 {
      (qmBeats, qmKey) = (found[0], found[1])
    }
    if let found = Self.run(aubioProgram, "c", [], ["-laubio", "-lm"], sound, folder), found.count == 2 {
      aubioBeats = found[0]
    }
    if let found = Self.run(eburProgram, "c", [], ["-lebur128"], sound, folder), found.count == 4 {
      ebur128 = found[0]
      loudness = (found[1], found[2], found[3])
    }
  }

  /// Compiles a program and runs it on the sound. - Returns: the numbers that it prints, the best of three runs by the
  /// first.
  private static func run(
    _ text: String, _ language: String, _ flags: [String], _ libraries: [String], _ sound: String, _ folder: String
  ) -> [Double]? {
    let (source, program) = ("\(folder)/peer.\(language == "c" ? "c" : "cpp")", "\(folder)/peer")
    AudioFiles.write(Array((clock + text).utf8), to: source)
    guard let compiler = ["g++", "clang++", "c++"].first(where: { Programs.path(of: $0) != nil }),
      let compiled = try? Programs.run(
        [compiler, "-O2", "-w", "-x", language, source, "-x", "none", "-o", program] + flags + libraries),
      compiled.status == 0
    else { return nil }
    var best: [Double]?
    for _ in 0..<3 {
      guard let done = try? Programs.run([program, sound]), done.status == 0 else { return nil }
      let numbers = done.output.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
      guard !numbers.isEmpty else { return nil }
      if best.map({ numbers[0] < $0[0] }) ?? true { best = numbers }
    }
    return best
  }
}

/// What each peer's program begins with, in C and C++: the time it spent.
private let clock = #"""
  #include <stdio.h>
  #include <time.h>
  static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
  }

  """#

private let qmProgram = #"""
  // Beats and key as Mixxx asks the QM library for them. Prints CPU seconds of each, and how many beats.
  #include <vector>
  #include "dsp/keydetection/GetKeyMode.h"
  #include "dsp/onsets/DetectionFunction.h"
  #include "dsp/tempotracking/TempoTrackV2.h"
  int main(int, char **words) {
    const int rate = 44100;
    FILE *file = fopen(words[1], "rb");
    if (!file) return 1;
    std::vector<float> stereo;
    std::vector<float> piece(1 << 16);
    for (size_t n; (n = fread(piece.data(), 4, piece.size(), file)) > 0;)
      stereo.insert(stereo.end(), piece.begin(), piece.begin() + n);
    const size_t frames = stereo.size() / 2;
    auto frame = [&](long start, size_t size, std::vector<double> &out) {
      for (size_t i = 0; i < size; ++i) {
        long at = start + (long)i;
        out[i] = at >= 0 && at < (long)frames ? 0.5 * (stereo[2 * at] + stereo[2 * at + 1]) : 0;
      }
    };
    double began = seconds();
    const size_t step = 512, window = 1024;
    DFConfig config{(unsigned)step, (unsigned)window, DF_COMPLEXSD, 3, false, -1, -1};
    DetectionFunction function(config);
    std::vector<double> block(window), curve, period, tempi, beats;
    for (size_t start = 0; start < frames; start += step) {
      frame((long)start - (long)window / 2, window, block);
      double value = function.processTimeDomain(block.data());
      if (start >= 2 * step) { curve.push_back(value); period.push_back(0); }
    }
    TempoTrackV2 tracker(rate, step);
    tracker.calculateBeatPeriod(curve, period, tempi);
    tracker.calculateBeats(curve, period, beats);
    double heard = seconds();
    GetKeyMode key(rate, 440, 10, 10);
    std::vector<double> long_block(key.getBlockSize());
    int found = 0;
    for (size_t start = 0; start < frames; start += key.getHopSize()) {
      frame((long)start - (long)key.getBlockSize() / 2, key.getBlockSize(), long_block);
      found = key.process(long_block.data());
    }
    printf("%.6f %.6f %zu %d\n", heard - began, seconds() - heard, beats.size(), found);
  }
  """#

private let aubioProgram = #"""
  #include <aubio/aubio.h>
  int main(int count, char **words) {
    FILE *file = fopen(words[1], "rb");
    if (!file) return 1;
    aubio_tempo_t *tempo = new_aubio_tempo("default", 1024, 512, 44100);
    fvec_t *in = new_fvec(512), *out = new_fvec(2);
    float block[1024];
    int beats = 0;
    double spent = 0;
    while (fread(block, 8, 512, file) == 512) {
      double began = seconds();
      for (int i = 0; i < 512; ++i) in->data[i] = 0.5f * (block[2 * i] + block[2 * i + 1]);
      aubio_tempo_do(tempo, in, out);
      spent += seconds() - began;
      if (out->data[0] != 0) ++beats;
    }
    printf("%.6f %d\n", spent, beats);
    return count < 2;
  }
  """#

private let eburProgram = #"""
  #include <stdlib.h>
  #include <ebur128.h>
  int main(int count, char **words) {
    FILE *file = fopen(words[1], "rb");
    if (!file) return 1;
    ebur128_state *state = ebur128_init(2, 44100, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK);
    static float block[2 * 44100];
    double spent = 0, loudness = 0, range = 0, left = 0, right = 0;
    size_t frames;
    while ((frames = fread(block, 8, 44100, file)) > 0) {
      double began = seconds();
      ebur128_add_frames_float(state, block, frames);
      spent += seconds() - began;
    }
    double began = seconds();
    ebur128_loudness_global(state, &loudness);
    ebur128_loudness_range(state, &range);
    ebur128_true_peak(state, 0, &left);
    ebur128_true_peak(state, 1, &right);
    spent += seconds() - began;
    printf("%.6f %.6f %.6f %.9f\n", spent, loudness, range, left > right ? left : right);
    return count < 2;
  }
  """#
