/// A kept run as a file: `{"loadline": {"format": 1}, "run": {…}}`. Formats reads it back from strangers, History from its own stores.
package struct RunDocument: Sendable {
    /// Raised when an older Loadline could misread what a newer one writes; members that may be ignored do not raise it.
    package static let version = 1

    package struct Header: Sendable {
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

    /// Why a text is no document.
    package enum Unreadable: Error, Equatable {
        case newer(version: Int)
        /// What was expected and where: "run.duration: expected a number of 0 or more".
        case damaged(String)
    }

    /// Reads and validates what `text` wrote, of any version.
    package init(reading text: [UInt8]) throws(Unreadable) {
        var reader = JSONReader(text)
        var (header, run): (Header?, Run?)
        do throws(JSONReader.Problem) {
            try reader.object { (reader, name) throws(JSONReader.Problem) in
                switch name {
                case "loadline": header = try reader.header()
                // A newer one may say it otherwise.
                case "run" where header?.format ?? 1 <= Self.version: run = try reader.run()
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw .damaged(reader.explanation(of: error))
        }
        guard let header, header.format >= 1 else { throw .damaged("loadline.format is missing") }
        guard header.format <= Self.version else { throw .newer(version: header.format) }
        guard let run else { throw .damaged("run is missing") }
        if let problem = KeptRunValidation.problem(of: run) { throw .damaged("run.\(problem)") }
        self.run = run
        loadline = header
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

extension JSONReader {
    fileprivate mutating func header() throws(Problem) -> RunDocument.Header {
        var header = RunDocument.Header(format: 0)
        try object { (reader, name) throws(Problem) in
            switch name {
            case "format": header.format = try reader.count(in: 1...1 << 53, "a version of 1 or more")
            case "id": header.id = try reader.string()
            default: try reader.skip()
            }
        }
        return header
    }
}

extension Run {
    /// What was measured, by content: half a SHA-256, in lower-case hexadecimal. Where it was read from and what is said of it (commit, branch, labels,
    /// machine) may be said otherwise the second time, and do not count.
    package var contentID: String {
        // Timelines are of the same values, and were not always kept.
        var measured = withoutTimelines
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
