/// A trend in one line of text: "▂▂▁▂▃▂█".
enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// The last values, oldest first. The whole height stands for at least a tenth of the largest value, so that noise looks like noise.
    /// Nil for less than three values: two are no trend.
    static func text(_ values: [Double], most: Int = 12) -> String? {
        let shown = values.filter(\.isFinite).suffix(most)
        guard shown.count >= 3, let low = shown.min(), let high = shown.max() else { return nil }
        let height = max(high - low, max(low.magnitude, high.magnitude) * 0.1)
        guard height > 0, height.isFinite else { return String(repeating: "▁", count: shown.count) }
        return String(shown.map { bars[min(7, Int(($0 - low) / height * 8))] })
    }
}
