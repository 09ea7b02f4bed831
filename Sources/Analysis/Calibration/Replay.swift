import Measurements

/// Judges the runs of a history once more, by the code of `check`.
enum Replay {
    /// The changes that a verdict found, by the id of the check: whether it was one to the worse.
    typealias Findings = [String: Bool]

    /// Every so many successive runs of a stretch without a change, against all others of it.
    static func heldOut(_ past: CalibratedHistory, in stretch: Range<Int>, runs count: Int) -> [Findings] {
        guard stretch.count - count >= 5 else { return [] }
        return concurrently(stretch.count - count + 1) { number in
            let held = stretch.lowerBound + number..<stretch.lowerBound + number + count
            let rest = stretch.filter { !held.contains($0) }
            return findings(past.verdict(head: held.map { past.runs[$0] }, history: rest))
        }
    }

    /// Every run against those before it, as it was when it was new; where that finds something, the next run against the same ones.
    static func rolling(_ past: CalibratedHistory) -> [(now: Findings, next: Findings?)] {
        let first = min(Calibration.leastRuns, past.runs.count)
        return concurrently(past.runs.count - first) { number in
            let run = first + number
            func judged(_ run: Int) -> Findings {
                findings(past.verdict(head: [past.runs[run]], history: 0..<first + number))
            }
            let now = judged(run)
            let hasNext = run + 1 < past.runs.count
            return (now, hasNext ? (now.isEmpty ? [:] : judged(run + 1)) : nil)
        }
    }

    private static func findings(_ verdict: Verdict) -> Findings {
        let changed = verdict.checks.filter { $0.status == .improved || ($0.status == .regressed && $0.gated) }
        return Dictionary(changed.map { ($0.id, $0.status == .regressed) }) { first, _ in first }
    }
}
