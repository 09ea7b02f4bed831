import Analysis
import Measurements

/// How it was judged, from what, and with what it was compared: everything to check the verdict by.
struct MethodSection {
    let verdict: Verdict

    var html: HTML {
        let sentences = verdict.method.map { text -> HTML in "<li>\(Shown.prose(text))</li>" }
        let command: HTML? = verdict.provenance.command.map {
            "<h3>To reproduce it</h3><pre tabindex=\"0\">\(Shown.lines($0))</pre>"
        }
        return """
            <section id="method" aria-labelledby="h-method"><h2 id="h-method">How this was judged</h2>
            <div class="card text">\(sentences.isEmpty ? "" : "<ul>\(sentences)</ul>" as HTML)\(command)</div></section>
            \(inputs)\(runs)
            """
    }

    private var inputs: HTML {
        guard !verdict.inputs.isEmpty else { return "" }
        let rows = verdict.inputs.prefix(500).map { input -> HTML in
            """
            <tr><td>\(input.side.rawValue)</td><th scope="row">\(Shown.name(input.path, columns: 160))</th><td>\(Printable.line(input.format))</td><td class="num">\(Quantity.text(Double(input.bytes), .bytes))</td><td><code>\(input.sha256.map { String($0.prefix(12)) } ?? "–")</code></td></tr>

            """
        }
        let more = verdict.inputs.count - rows.count
        return """
            <section id="inputs" aria-labelledby="h-inputs"><h2 id="h-inputs">What was read</h2>
            <div class="card table" tabindex="0" role="region" aria-label="Files"><table class="plain"><thead><tr><th scope="col">Side</th><th scope="col">File</th><th scope="col">Format</th><th scope="col" class="num">Size</th><th scope="col">SHA-256</th></tr></thead><tbody>\(rows)</tbody></table></div>\(more > 0 ? "<p class=\"note\">…and \(more) more.</p>" : "" as HTML)</section>

            """
    }

    /// The runs behind the trends; the script reads from here what a point is.
    private var runs: HTML {
        guard let pictures = verdict.pictures, !pictures.trends.isEmpty, !pictures.runs.isEmpty else { return "" }
        let rows = pictures.runs.enumerated().map { index, run -> HTML in
            let commit = run.commit.map { Printable.line(String($0.prefix(12)), columns: 12) } ?? "–"
            return """
                <tr><td class="num">\(index + 1)</td><td>\(run.time.map(Day.minute) ?? "–")</td><td><code>\(commit)</code></td><td>\(Shown.name(run.source))</td></tr>

                """
        }
        return """
            <section id="runs" aria-labelledby="h-runs"><h2 id="h-runs">Runs of the baseline</h2>
            <details class="card"><summary>\(counted(rows.count, "run")), oldest first; times in UTC</summary><div class="table" tabindex="0" role="region" aria-label="Runs, oldest first"><table class="plain" id="t-runs"><thead><tr><th scope="col" class="num">Run</th><th scope="col">Start</th><th scope="col">Commit</th><th scope="col">File</th></tr></thead><tbody>\(rows)</tbody></table></div></details></section>

            """
    }
}
