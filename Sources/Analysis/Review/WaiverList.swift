/// Holds waivers against the checks of a verdict. Where several name one check, the last one counts: the file is only ever added to.
struct WaiverList {
    private enum Use: Int { case none, matched, waived }

    private let waivers: [Waiver]
    private let today: CalendarDate

    init(_ waivers: [Waiver], today: CalendarDate) {
        self.waivers = waivers
        self.today = today
    }

    func apply(to verdict: inout Verdict) {
        var uses = waivers.map { _ in Use.none }
        for index in verdict.checks.indices {
            let naming = waivers.indices.filter { waivers[$0].check.matches(verdict.checks[index]) }
            guard let last = naming.last else { continue }
            let isFinding = verdict.checks[index].isFinding
            // An entry that a later one replaces has nothing more to say.
            for one in naming { uses[one] = one != last || isFinding ? .waived : max(uses[one], .matched) }
            if isFinding { hold(waivers[last], &verdict.checks[index], &verdict.diagnostics) }
        }
        for (waiver, use) in zip(waivers, uses) where !waiver.hasExpired(on: today) {
            if let problem = waiver.contradiction, use == .none || problem != waiver.check.contradiction {
                verdict.diagnostics.append(
                    Diagnostic(
                        .warning, "waiver.impossible",
                        "\(waiver.place): the waiver of \(waiver.check) can never hold: \(problem)."))
                continue
            }
            guard use != .waived else { continue }
            let why = use == .matched ? "what it names is no finding any more" : "no check is called so"
            verdict.diagnostics.append(
                Diagnostic(
                    .info, "waiver.unused", "\(waiver.place): the waiver of \(waiver.check) waives nothing: \(why)."))
        }
    }

    private func max(_ a: Use, _ b: Use) -> Use { a.rawValue > b.rawValue ? a : b }

    private func hold(_ waiver: Waiver, _ check: inout Check, _ diagnostics: inout [Diagnostic]) {
        let (code, objection): (String, String)
        if waiver.hasExpired(on: today), let end = waiver.expires {
            (code, objection) = ("waiver.expired", "expired after \(end)")
        } else if waiver.isExceeded(by: check), case .bound(_, _, let text) = waiver.extent {
            (code, objection) = ("waiver.exceeded", "does not hold: it accepts no worse than \(text)")
        } else {
            return check.waive(waiver)
        }
        let sentence =
            "The waiver of \(check.id) by \(waiver.author) \(objection): \(waiver.reason) (\(waiver.place))."
        check.reasons.append(code)
        check.explanation.append(sentence)
        diagnostics.append(Diagnostic(.warning, code, sentence))
    }
}

extension Check {
    /// What can be waived.
    var isFinding: Bool { [.regressed, .overBudget, .missing].contains(status) || unsettled != nil }

    fileprivate mutating func waive(_ waiver: Waiver) {
        status = .waived
        if case .level(let level) = waiver.extent { self.level = level } else { level = .info }
        reasons.append("waived")
        explanation.append(waiver.sentence)
        self.waiver = waiver
    }
}
