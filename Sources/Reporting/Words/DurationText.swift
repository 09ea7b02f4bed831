import Measurements

/// How long tests took: "412 ms", "3.2 s", "4 min 10 s", "1 h 12 min".
enum DurationText {
    static func text(_ seconds: Double) -> String {
        guard seconds >= 59.95, seconds < 1e9 else { return Quantity.text(seconds, .seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return parts(whole / 60, "min", whole % 60, "s") }
        let minutes = Int((seconds / 60).rounded())
        return parts(minutes / 60, "h", minutes % 60, "min")
    }

    private static func parts(_ first: Int, _ unit: String, _ second: Int, _ smaller: String) -> String {
        "\(first) \(unit)" + (second > 0 ? " \(second) \(smaller)" : "")
    }
}
