/// A kept run as a file: `{"loadline": {"format": 1}, "run": {…}}`. Formats reads it back from strangers, History from its own stores.
package struct RunDocument: Sendable, Codable {
    /// Raised when an older Loadline could misread what a newer one writes; members that may be ignored do not raise it.
    package static let version = 1

    package struct Header: Sendable, Codable {
        package var format: Int
        /// Name of the run in a history; absent in a run kept by itself.
        package var id: String?
    }

    package var loadline: Header
    package var run: Run

    package init(_ run: Run, id: String? = nil) {
        loadline = Header(format: Self.version, id: id)
        self.run = run
    }

    /// One spelling: the same run gives the same bytes, in any process. Nothing is validated here.
    /// - Parameter isLaidOut: one line for each series, so that files can be compared line by line; else one line.
    package func text(isLaidOut: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.name("loadline")
            $0.object {
                $0.member("format", loadline.format)
                $0.member("id", loadline.id)
            }
            if isLaidOut { $0.breakLine() }
            $0.name("run")
            $0.run(run, isLaidOut: isLaidOut)
        }
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension Run {
    /// What was measured, by content: half a SHA-256, in lower-case hexadecimal. Where it was read from and what is said of it (commit, branch, labels,
    /// machine) may be said otherwise the second time, and do not count.
    package var contentID: String {
        var measured = self
        measured.source = ""
        measured.environment = [:]
        measured.labels = [:]
        measured.notes = []
        measured.commit = nil
        measured.branch = nil
        var hash = SHA256()
        hash.update(RunDocument(measured).text()[...])
        return String(hash.hexadecimal().prefix(32))
    }
}
