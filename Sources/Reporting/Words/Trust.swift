import Analysis

/// What lowers the trust in a verdict or explains how it was reached, in sentences. They hold text from outside and are not yet harmless.
extension Verdict {
    /// Warnings and errors, other environments, few runs; never to be folded away.
    var distrust: [String] {
        let headlined = outcome == .error ? diagnostics.firstIndex { $0.level == .error } : nil
        let told = diagnostics.indices.filter { diagnostics[$0].level != .info && $0 != headlined }
        return told.map { diagnostics[$0].message } + differences + fewRuns
    }

    /// Differences of environment that no diagnostic tells of.
    private var differences: [String] {
        let told = environment.differences.filter { difference in
            !diagnostics.contains { $0.level != .info && $0.code.hasPrefix("environment.\(difference.field)") }
        }
        let list = told.map { "\($0.field) \($0.base) → \($0.head)" }.joined(separator: ", ")
        if !told.isEmpty { return ["The two sides were measured under different conditions: \(list)."] }
        let untold = !environment.comparable && !diagnostics.contains { $0.code.hasPrefix("environment") }
        return untold ? ["The two sides were not measured under the same conditions."] : []
    }

    /// Less than three runs a side leave the noise hardly known.
    private var fewRuns: [String] {
        guard baseline.status == .found, judging.headRuns > 0, judging.baseRuns > 0 else { return [] }
        let few = min(judging.headRuns, judging.baseRuns) < 3
        guard few, !diagnostics.contains(where: { $0.code.hasPrefix("runs.") }) else { return [] }
        let sides = "\(counted(judging.headRuns, "run")) compared with \(counted(judging.baseRuns, "baseline run"))"
        return ["Few runs: \(sides); at least three a side tell small changes from noise."]
    }

    /// How it was judged, with its numbers.
    var method: [String] {
        var sentences: [String] = []
        if judging.family > 0, judging.baseRuns > 0 {
            let runs = counted(judging.headRuns, "run")
            sentences += [
                "\(runs) compared with \(counted(judging.baseRuns, "baseline run")); a run is one observation, however many requests it holds.",
                "\(counted(judging.family, "check")) judged together: if nothing had changed, at most \(Quantity.percent(judging.falseAlarms, signed: false)) of such verdicts would report a regression (Benjamini–Hochberg).",
                "A change counts from \(Quantity.percent(judging.minimumChange, signed: false)) on; equal means that at 95 % confidence it got less than \(Quantity.percent(judging.allowedChange, signed: false)) worse.",
            ]
        }
        if judging.commonMode {
            sentences.append(
                "What all endpoints shared, such as a slow machine, was told apart from what one of them did.")
        }
        if judging.paired {
            sentences.append(
                "Base and candidate were measured in turn, and each run was compared with the one beside it: what both suffered cancels."
            )
        } else if judging.order == "pairs" {
            sentences.append("Base and candidate were measured in turn.")
        }
        if let change = judging.geometricMeanChange {
            sentences.append("All compared latencies together: \(Quantity.percent(change)) (geometric mean).")
        }
        return sentences + [provenanceOfBaseline].compactMap { $0 }
            + diagnostics.filter { $0.level == .info }.prefix(20).map(\.message)
    }

    private var provenanceOfBaseline: String? {
        guard baseline.status == .found else { return nil }
        let discarded = baseline.discarded > 0 ? "; \(counted(baseline.discarded, "more run")) left out" : ""
        return "The baseline is \(baselineName)\(discarded)."
    }

    /// "main at 919ad74, 7 runs, 1.3 days old".
    var baselineName: String {
        let commit = baseline.commit ?? provenance.baseCommit
        let place = [baseline.branch, commit.map { String($0.prefix(12)) }].compactMap { $0 }.joined(separator: " at ")
        let age = baseline.ageDays.map { Digits.significant($0, 2) + ($0 == 1 ? " day old" : " days old") }
        let parts = [place.isEmpty ? nil : place, counted(baseline.runs, "run"), age]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// What the exit status says.
    var exitMeaning: String {
        switch exitCode {
        case 0: "pass"
        case 1: "fail"
        case 2: "no verdict"
        case 64: "wrong command line"
        case 65: "unreadable input"
        case 66: "missing input"
        case 70: "a defect in Loadline"
        case 74: "output cannot be written"
        default: "unknown"
        }
    }
}
