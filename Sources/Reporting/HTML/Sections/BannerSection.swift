import Analysis
import Measurements

/// What the reader came for: the outcome in words, the finding that matters most, the counts, and of what.
struct BannerSection {
    let verdict: Verdict

    var html: HTML {
        let headline = Headline(verdict)
        let finding: HTML? = headline.finding.map { finding in
            let metric = finding.metric.map { Printable.line($0, columns: 40) } ?? ""
            return
                "<p class=\"finding\">\(Shown.name(finding.series)) \(metric) <strong>\(finding.numbers ?? "")</strong></p>"
        }
        let message: HTML? = headline.message.map { "<p class=\"finding\">\(Shown.prose($0))</p>" }
        return """
            <header class="banner \(verdict.outcome.icon.rawValue)"><div class="wrap">
            <p class="suite">Performance of \(Shown.name(verdict.suite, columns: 60))</p>
            <h1>\(Icon.html(verdict.outcome.icon))<span>\(verdict.outcome.words): \(Shown.prose(headline.words))</span></h1>
            \(finding)\(message)
            <ul class="chips">\(chips)</ul>
            <dl class="facts">\(facts)</dl>
            </div></header>

            """
    }

    private var chips: [HTML] {
        let checks =
            Check.Status.inOrderOfConcern.compactMap { status -> HTML? in
                let count = verdict.number(of: status)
                let icon = verdict.checks.first { $0.status == status && !$0.isAdvisory }?.icon ?? .quiet
                return count == 0 ? nil : "<li>\(Icon.html(icon))<b>\(count)</b> \(status.words)</li>"
            } + advisoryChip
        guard let tests = verdict.tests, tests.tests > 0 else { return checks }
        let failed = tests.failed + tests.errors
        let words: HTML =
            failed > 0
            ? "<b>\(failed)</b> of \(counted(tests.tests, "test")) failed"
            : "<b>\(counted(tests.tests, "test"))</b> passed or skipped"
        return checks + ["<li>\(Icon.html(tests.ok ? .good : .bad))\(words)</li>"]
    }

    private var advisoryChip: [HTML] {
        let count = verdict.advisory
        return count == 0 ? [] : ["<li>\(Icon.html(.quiet))<b>\(count)</b> \(Check.advisoryWords)</li>"]
    }

    private var facts: [HTML] {
        let told = verdict.provenance
        let commit = told.headCommit.map { String($0.prefix(12)) }
        var facts: [(String, String)] = []
        if let commit { facts.append(("Commit", commit)) }
        if let branch = told.headBranch { facts.append(("Branch", branch)) }
        facts.append(("Baseline", verdict.baseline.status == .found ? verdict.baselineName : "none"))
        if verdict.judging.headRuns > 0 { facts.append(("This side", counted(verdict.judging.headRuns, "run"))) }
        facts.append(("Exit status", "\(verdict.exitCode) (\(verdict.exitMeaning))"))
        let rows = facts.map { name, value -> HTML in "<div><dt>\(name)</dt><dd>\(Shown.name(value))</dd></div>" }
        guard let link = MarkdownReporter.safeLink(told.link) else { return rows }
        return rows + ["<div><dt>Run</dt><dd><a href=\"\(link)\" rel=\"noreferrer\">open the CI run</a></dd></div>"]
    }
}
