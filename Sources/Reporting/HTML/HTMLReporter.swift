import Analysis
import Foundation
import Measurements

/// One page for a browser, complete in itself: no network, no library, readable without its script, on a phone and on paper.
package struct HTMLReporter: Reporter {
    package let name = "html"

    package init() {}

    package func report(_ verdict: Verdict) -> String {
        let series = SeriesSection(verdict)
        let sections: [HTML] = [
            BannerSection(verdict: verdict).html, "<main class=\"wrap\" id=\"main\">", distrust(verdict),
            GaugesSection(verdict: verdict).html, ChecksSection(verdict: verdict, anchors: series.anchors).html,
            series.html, TimelineSection(verdict: verdict).html, TestsSection(verdict: verdict).html,
            MethodSection(verdict: verdict).html, "</main>",
        ]
        return page(title: title(verdict), body: "\(sections)\(footer)").source
    }

    private func title(_ verdict: Verdict) -> String {
        Printable.line("\(verdict.outcome.words): \(verdict.suite) — \(Headline(verdict).words)", columns: 200)
    }

    /// What lowers the trust in the verdict, never folded away.
    private func distrust(_ verdict: Verdict) -> HTML {
        let told = verdict.distrust
        guard !told.isEmpty else { return "" }
        let shown = told.prefix(12).map { text -> HTML in "<li>\(Icon.html(.warn))<div>\(Shown.prose(text))</div></li>"
        }
        let more: HTML = told.count > 12 ? "<li><div>…and \(told.count - 12) more warnings</div></li>" : ""
        return """
            <section class="distrust" aria-labelledby="h-trust"><h2 id="h-trust">Before you trust this</h2><ul class="said card">\(shown)\(more)</ul></section>

            """
    }

    private var footer: HTML {
        "<footer class=\"wrap\"><p>Made by \(Product.name) \(Product.version).</p></footer>"
    }

    /// The policy lets nothing in but this style and this script, known by their hashes.
    private func page(title: String, body: HTML) -> HTML {
        let (style, script) = (PageAssets.style, PageAssets.script)
        let policy =
            "default-src 'none'; style-src 'sha256-\(PageAssets.hash(style))'; script-src 'sha256-\(PageAssets.hash(script))'; base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(trusted: policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>\(title)</title>
            <style>\(trusted: style)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            <button id="theme" type="button" hidden>Theme: auto</button>
            \(body)
            <div id="tip" role="status" hidden></div>
            <script>\(trusted: script)</script>
            </body>
            </html>

            """
    }
}

/// The page's style and script; files beside this one, built in.
enum PageAssets {
    static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
    static let script = String(decoding: PackageResources.report_js, as: UTF8.self)

    /// As a policy names it: SHA-256 in base 64.
    static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(Array(text.utf8)[...])
        let digits = Array(hash.hexadecimal())
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
