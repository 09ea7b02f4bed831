import Analysis
import Measurements

/// The comment on a pull request. As long as it fits, everything; then less and less, saying so.
package struct MarkdownReporter: Reporter {
    /// GitHub refuses a comment of more than 65,536 characters; bytes are the safe side of that.
    package static let byteLimit = 60_000

    package let name = "markdown"
    /// At most so many bytes.
    package var limit: Int

    /// What is there already.
    package var previous: CommentFindings?

    package init(limit: Int = Self.byteLimit, previous: CommentFindings? = nil) {
        self.limit = limit
        self.previous = previous
    }

    package func report(_ verdict: Verdict) -> String {
        var text = ""
        for level in Level.allCases {
            text = sections(verdict, level).joined(separator: "\n\n") + "\n"
            if text.utf8.count <= limit { break }
        }
        return text
    }

    /// How much is said.
    private enum Level: CaseIterable { case full, withoutAllChecks, tenRows, headline }

    private func sections(_ verdict: Verdict, _ level: Level) -> [String] {
        var sections = [CommentMarker(verdict).text + "\n" + headline(verdict)]
        if !verdict.counts.isEmpty { sections.append(verdict.counts.joined(separator: " · ")) }
        if let news = previous?.sentence(CommentFindings(verdict)) { sections.append(news) }
        if level != .headline {
            sections += [CheckTable.attention(verdict), remarks(verdict), setAside(verdict), distrust(verdict)]
                .compactMap { $0 }
        }
        if level == .full || level == .withoutAllChecks { sections += MermaidChart.section(verdict) }
        if level == .full || level == .withoutAllChecks, let tests = verdict.tests {
            sections += TestTables.visible(verdict) + FailedTests.section(tests) + TestTables.folded(verdict)
        }
        if level == .full, !verdict.checks.isEmpty {
            sections += Self.folded("All \(counted(verdict.checks.count, "check"))", CheckTable.text(verdict.checks))
        }
        if level == .full || level == .withoutAllChecks { sections += method(verdict) }
        if let note = note(verdict, level) { sections.append(note) }
        return sections + [[footer(verdict), CommentFindings(verdict).text].compactMap { $0 }.joined(separator: "\n")]
    }

    /// "### ❌ Performance: 2 regressions — POST /checkout p95 +31 % (412 → 540 ms)"
    private func headline(_ verdict: Verdict) -> String {
        let headline = Headline(verdict)
        var text = MarkdownText.prose(headline.words)
        if let range = text.firstRange(of: Headline.nothingCompared) {
            text.replaceSubrange(range, with: "**\(Headline.nothingCompared)**")
        }
        if let finding = headline.finding {
            let parts = [name(finding.series, finding.metric), finding.numbers.map { MarkdownText.prose($0) }]
            text += " — " + parts.compactMap { $0 }.joined(separator: " ")
        } else if let message = headline.message {
            text += " — " + MarkdownText.prose(message)
        }
        return "### \(headline.mark) Performance: \(text)"
    }

    private func name(_ series: String, _ metric: String?) -> String {
        [MarkdownText.name(series), metric.map { MarkdownText.name($0, columns: 40) }].compactMap { $0 }
            .joined(separator: " ")
    }

    private func name(_ check: Check) -> String { name(check.seriesName, check.metric.description) }

    private func remarks(_ verdict: Verdict) -> String? {
        let remarks = verdict.remarks.prefix(CheckTable.mostRows)
        guard !remarks.isEmpty else { return nil }
        return remarks.map { "- \(name($0.check)): \(MarkdownText.prose($0.text))" }.joined(separator: "\n")
    }

    private func setAside(_ verdict: Verdict) -> String? {
        let remarks = verdict.setAside
        guard !remarks.isEmpty else { return nil }
        let lines = remarks.prefix(CheckTable.mostRows).map { check, text in
            "- \(check.status == .waived ? check.mark : "↩️") \(name(check)): \(MarkdownText.prose(text))"
        }
        let more = remarks.count - lines.count
        return (lines + (more > 0 ? ["- …and \(more) more that were waived or cleared"] : [])).joined(separator: "\n")
    }

    private func distrust(_ verdict: Verdict) -> String? {
        let sentences = verdict.distrust
        guard !sentences.isEmpty else { return nil }
        let more = sentences.count > 10 ? ["> …and \(sentences.count - 10) more warnings"] : []
        // A hard line break ends each.
        return (sentences.prefix(10).map { "> ⚠️ " + MarkdownText.prose($0) } + more).joined(separator: "\\\n")
    }

    private func method(_ verdict: Verdict) -> [String] {
        var lines = verdict.method.map { "- " + MarkdownText.prose($0) }
        let attention = verdict.attention.prefix(CheckTable.mostRows)
        for check in attention {
            let sentences = Explanation(check, in: verdict).sentences.prefix(8).map { MarkdownText.prose($0) }
            if !sentences.isEmpty { lines.append("- \(name(check)): \(sentences.joined(separator: " "))") }
        }
        for (check, text) in verdict.untold where !attention.contains(where: { $0.id == check.id }) {
            lines.append("- \(name(check)): \(MarkdownText.prose(text))")
        }
        var text = lines.joined(separator: "\n")
        if let command = verdict.provenance.command {
            text +=
                (text.isEmpty ? "" : "\n\n") + "To reproduce it:\n\n"
                + MarkdownText.block(command, lines: 20, columns: 4000)
        }
        return text.isEmpty ? [] : Self.folded("How this was judged", text)
    }

    private func note(_ verdict: Verdict, _ level: Level) -> String? {
        let left: String? =
            switch level {
            case .full: nil
            case .withoutAllChecks: "the table of all \(counted(verdict.checks.count, "check")) is"
            case .tenRows: "failed tests, the table of all checks and how they were judged are"
            case .headline: "all tables and warnings are"
            }
        return left.map { "_Too long for a comment: \($0) left out here; the JSON report has everything._" }
    }

    private func footer(_ verdict: Verdict) -> String {
        var parts: [String] = []
        if verdict.baseline.status == .found { parts.append("baseline " + MarkdownText.prose(verdict.baselineName)) }
        if let commit = verdict.provenance.headCommit {
            parts.append("head " + MarkdownText.prose(String(commit.prefix(12))))
        }
        if let link = Self.safeLink(verdict.provenance.link) { parts.append("[run](\(link))") }
        parts += ["exit status \(verdict.exitCode) (\(verdict.exitMeaning))", "\(Product.name) \(Product.version)"]
        return "<sub>\(parts.joined(separator: " · "))</sub>"
    }

    /// An address of the web without anything that could end a link, and without credentials.
    static func safeLink(_ link: String?) -> String? {
        guard let link, link.hasPrefix("https://") || link.hasPrefix("http://"), link.utf8.count <= 500 else {
            return nil
        }
        let signs = "-._~:/?#&=%+,;"
        return link.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || signs.contains($0)) } ? link : nil
    }

    /// Blank lines let Markdown begin again between the tags.
    static func folded(_ summary: String, _ text: String) -> [String] {
        ["<details><summary>\(summary)</summary>", text, "</details>"]
    }
}
