import Foundation
import Statistics

/// A line of the answer.
struct Verdict {
    let endpoint: String
    let metric: String
    let judgement: Judgement
    let estimate: Double
    let p: Double

    /// `case_id,endpoint,metric,verdict,estimate,p`.
    func line(of item: Case, digits: Int) -> String {
        let numbers = [estimate, p].map { String(format: "%.\(digits)g", $0) }.joined(separator: ",")
        return "\(item.name),\(endpoint),\(metric),\(judgement.rawValue),\(numbers)"
    }
}

extension Case {
    /// Judges against the baseline when there is one, else against the history.
    func verdicts() throws(Cannot) -> [Verdict] {
        let checks = checks
        if !baseline.isEmpty { return try againstBaseline(checks) }
        if history.count >= 5 { return try againstHistory(checks) }
        return checks.map(insufficient)
    }

    private func againstBaseline(_ checks: [Check]) throws(Cannot) -> [Verdict] {
        let past = Self.table(history, checks)
        let before = Self.table(baseline, checks)
        let after = Self.table(candidate, checks)
        let variances = checks.indices.map { column in variance(past.map { $0[column] }.filter(\.isFinite)) }
        let hasProfile = history.count >= 8
        // A check is judged where every run measured it.
        let judged = checks.indices.filter { column in
            (before + after).allSatisfy { $0[column].isFinite } && (!hasProfile || variances[column].isFinite)
        }
        let profile = NoiseProfile(
            variances: judged.map { variances[$0] }, degreesOfFreedom: Double(history.count - 1))
        let shifts = try compareRuns(
            baseline: before.map { row in judged.map { row[$0] } },
            candidate: after.map { row in judged.map { row[$0] } },
            endpoints: labels(judged.map { checks[$0] }), profile: hasProfile ? profile : nil)
        let rates = try errorRateShifts()
        let family = Family(shifts, rates.map(\.shift))
        var verdicts = checks.map(insufficient)
        for (position, column) in judged.enumerated() {
            verdicts[column] = family.verdict(position, shifts[position], checks[column])
        }
        return verdicts
            + rates.enumerated().map { family.verdict(shifts.count + $0, $1.shift, $1.endpoint) }
    }

    private func againstHistory(_ checks: [Check]) throws(Cannot) -> [Verdict] {
        let found = try compareWithHistory(
            history: Self.table(history, checks), runs: Self.table(candidate, checks), endpoints: labels(checks))
        let family = Family(found.shifts, [])
        var verdicts = checks.indices.map { family.verdict($0, found.shifts[$0], checks[$0]) }
        if let global = found.global {
            let judgement: Judgement = judge(global) == .regressed ? .regressed : .inconclusive
            verdicts.append(
                Verdict(
                    endpoint: Self.everything, metric: "global", judgement: judgement, estimate: global.change,
                    p: global.pWorse))
        }
        return verdicts
    }

    private func errorRateShifts() throws(Cannot) -> [(endpoint: String, shift: ErrorRateShift)] {
        var shifts: [(String, ErrorRateShift)] = []
        for endpoint in endpointsWithErrors {
            guard let before = Self.errorCounts(baseline, endpoint), let after = Self.errorCounts(candidate, endpoint)
            else { continue }
            let past = Self.errorCounts(history, endpoint)
            shifts.append((endpoint, try compareErrorRates(baseline: before, candidate: after, history: past)))
        }
        return shifts
    }

    /// A number per endpoint.
    private func labels(_ checks: [Check]) -> [Int] {
        var numbers: [String: Int] = [:]
        return checks.map { check in
            let number = numbers[check.endpoint] ?? numbers.count
            numbers[check.endpoint] = number
            return number
        }
    }

    private func insufficient(_ check: Check) -> Verdict {
        Verdict(endpoint: check.endpoint, metric: check.metric, judgement: .insufficient, estimate: 0, p: 1)
    }
}

/// The p-values of all checks of a case, adjusted together.
private struct Family {
    let worse: [Double]
    let better: [Double]

    init(_ shifts: [Shift], _ rates: [ErrorRateShift]) {
        worse = benjaminiHochberg(shifts.map(\.pWorse) + rates.map(\.pWorse))
        better = benjaminiHochberg(shifts.map(\.pBetter) + rates.map(\.pBetter))
    }

    func verdict(_ index: Int, _ shift: Shift, _ check: Case.Check) -> Verdict {
        let judgement = judge(shift, adjustedWorse: worse[index], adjustedBetter: better[index])
        return Verdict(
            endpoint: check.endpoint, metric: check.metric, judgement: judgement,
            estimate: shift.isInsufficient ? 0 : shift.estimate, p: worse[index])
    }

    func verdict(_ index: Int, _ shift: ErrorRateShift, _ endpoint: String) -> Verdict {
        let judgement = judge(shift, adjustedWorse: worse[index], adjustedBetter: better[index])
        return Verdict(
            endpoint: endpoint, metric: "error_rate", judgement: judgement, estimate: shift.difference,
            p: worse[index])
    }
}
