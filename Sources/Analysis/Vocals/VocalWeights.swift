/// The numbers of the judge of `Vocals`: 2 × 116 weights, a bias and four numbers of the decision.
///
/// A logistic regression (L2 penalty, C = 0.02, on figures scaled to unit variance) on what `VocalFeatures` hears, each
/// figure as it is and against the track's own median and deviation. Trained on frames of 0.2 s, sung where the vocal
/// stem's envelope is above its threshold for more than half of the frame:
/// - 18 tracks with vocal stems, all with synthetic voices: five constructed dance tracks of the development corpus,
///   seven more from the same generator with voices warped in pitch and size, six of the demo crate (weight 3 a track);
/// - 33 remixes of eleven of them: stems at other levels, other speeds, and without the voice (weight 1);
/// - a minute of every third of the corpus' other tracks, 40 instrumentals (weight 1);
/// - 71 mixes of those voices over those instrumentals, 2 to 13 dB below them (weight 0.1).
///
/// The decision's numbers are fitted on the evidence of tracks left out. With whole tracks left out, and all mixes and
/// remixes of them (seven folds), frames judged rightly: constructed 87.2 %, warped voices 84.1 %, demo crate 88.3 %;
/// 12 % of the instrumentals are said to have vocals, 4.3 % of their time; a span's confidence lies within 0.05 of the
/// share of it that is sung, between 0.65 and 0.95. Real voices were not at hand. `segue-bench vocals FOLDER
/// --features` writes the figures for another fit.
enum VocalWeights {
  static let bias: Float = -5.0377
  /// Log odds of a smoothed frame: slope × evidence + middle × the track's median evidence + offset.
  static let slope: Float = 1.279
  static let middle: Float = -0.8827
  static let offset: Float = -0.5261
  /// Where the track's most sung twelfth has less evidence than this, nobody sings.
  static let gate: Float = 0.2549

  /// One a column of `VocalFeatures`, for the figure as it is.
  static let absolute: [Float] = [
    0.07846, -0.03526, -0.09164, 0.08603, 0.1672, -0.155, 0.1242, 0.124, 0.399, -0.3881, 0.2874, -0.9035, -0.156,
    0.2663, -1.979, -0.1248, 0.4996, -1.483, 0.376, 1.424, 1.645, -0.02047, -0.2492, 0.2315, 0.2805, 0.9042, 0.7026,
    0.03917, 0.9242, -0.2757, 0.3875, -0.3901, -0.2865, -0.09734, 0.1852, 1.129, -0.2953, -0.03995, 0.5153, -0.378,
    0.3163, 0.7041, 0.1121, -0.003821, -0.002236, 0.2384, 0.2091, -0.222, 0.03695, -0.114, -0.9134, 0.372, 0.2644,
    0.6826, -0.4348, 1.337, 2.264, -0.4457, -0.01537, 0.5213, 0.4428, 0.06092, -2.362, 0.1091, -0.3392, 0.8577,
    -0.5366, -0.3251, -0.6092, -0.5823, -0.2392, -1.792, -0.2886, 0.7093, -0.6914, 0.05271, 0.5199, -1.57, 0.07427,
    0.3833, -0.9916, 0.237, 0.4049, -2.014, 0.3709, -0.02216, 0.0078, 0.7364, -0.2123, 0.2229, -0.8528, 0.637,
    -0.1716, 2.541, -2.797, 4.349, -2.505, 13.81, -3.227, 21.92, -1.562, 5.874, 4.111, -6.605, -3.436, 4.496, -1.843,
    13.53, 0.1163, -2.501, 0.1056, 0.1431, -2.884, 0.613, 0.2, -0.3327,
  ]

  /// The same for the figure less the track's median, over the track's deviation.
  static let relative: [Float] = [
    -0.0342, 0.4244, 0.1645, 0.06176, -0.03075, -0.1043, -0.02245, -0.1996, 0.09914, 0.5612, -0.1128, -0.108, 0.4276,
    -0.209, -0.06421, 0.3507, -0.2248, -0.1016, -0.3966, -0.2089, -0.004366, -0.118, -0.1627, -0.03049, -0.2667,
    -0.1776, -0.1736, 0.0389, -0.2383, -0.008812, -0.101, -0.1034, 0.1924, -0.06181, -0.1483, -0.1499, 0.1195, 0.1269,
    -0.1028, 0.2857, 0.1794, -0.09845, 0.568, -0.06038, -0.3442, 0.603, 0.02562, 0.01008, -0.0932, 0.1604, -0.02396,
    -0.4119, -0.006843, 0.115, -0.2795, -0.1198, -0.2569, 0.01635, -0.01118, 0.09529, 0.08112, -0.01276, -0.01307,
    -0.3201, 0.1462, 0.02773, 0.2613, 0.1349, 0.06524, 0.3668, 0.1244, 0.1869, 0.07651, 0.05814, -0.2227, -0.003717,
    0.02928, 0.2374, 0.07977, -0.08335, 0.09062, -0.1698, -0.2367, 0.09872, -0.2758, -0.1308, 0.4235, -0.4697,
    0.02919, -0.004372, 0.4801, -0.2002, 0.0646, -0.1269, 0.01462, -0.1215, 0.3153, -0.5354, -0.06071, -0.5345,
    0.2774, -0.3528, -0.3737, 0.1184, 0.1774, -0.09551, 0.2015, -0.4354, -0.253, 0.08301, 0.05564, -0.09848, 0.6354,
    -0.1026, -0.1355, 0.07224,
  ]
}
