import Measurements

/// Gatling's simulation.log as text, versions 2.0 to 3.10. Later ones write a binary log, which is known here to be refused with a hint.
/// https://github.com/gatling/gatling/blob/v3.10.5/gatling-core/src/main/scala/io/gatling/core/stats/writer/LogFileDataWriter.scala
///
/// Failed requests (KO) are among the requests and their times, as in Gatling's reports. Requests per second are Gatling's: by whole seconds, begun
/// ones included, from the first start to the last end.
package struct GatlingLog: ResultFormat {
    package let name = "gatling-log"
    package let summary = "Gatling simulation.log, text (2.0 to 3.10)"
    package let documentation = "https://docs.gatling.io/reference/stats/reports/oss/"

    package let hasTimes = true
    /// Names of requests that are told apart.
    var nameLimit = ManyNames.limit

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        if Self.binaryVersion(head.bytes) != nil { return true }
        return head.firstLine.hasPrefix("ASSERTION\t")
            ? GatlingLine.simulation(in: head.text) != nil : GatlingLine.simulation(in: head.firstLine) != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        if let version = Self.binaryVersion(try input.peek(64)) {
            throw FormatError(
                input.name,
                "this is a binary log of Gatling \(version); let Gatling make its report (gatling.sh -ro FOLDER) and give js/stats.json or js/global_stats.json from it"
            )
        }
        let (tally, lines) = try tallied(input)
        if tally.warmUp.leftOut > 0, tally.requests == 0 { throw .allWarmUp(input.name, input.warmUp ?? 0) }
        try check(tally, lines, input.name)
        var run = tally.run(source: input.name, format: name)
        run.notes += lines.notes("line")
        tally.warmUp.mark(&run, "requests")
        return [run]
    }

    /// Lines stand in the order of the answers, so which request began first is only known in the end.
    private func tallied(_ input: Input) throws(FormatError) -> (GatlingTally, LineCount) {
        guard let seconds = input.warmUp else { return try read(input, .none) }
        return try WarmUp.leaveOut(
            seconds, of: input,
            earliest: { (input) throws(FormatError) in
                try read(input, .none).0.firstStart.map(TimelineRecorder.nanoseconds)
            },
            read: { (input, warmUp) throws(FormatError) in
                let (tally, lines) = try read(input, warmUp)
                return ((tally, lines), tally.warmUp)
            })
    }

    private func read(_ input: Input, _ warmUp: WarmUp) throws(FormatError) -> (GatlingTally, LineCount) {
        var tally = GatlingTally(nameLimit: nameLimit)
        tally.warmUp = warmUp
        var lines = LineCount()
        var reader = try LineStream(input)
        while let line = try reader.next() {
            do throws(GatlingLine.Malformed) { try tally.add(line) } catch {
                lines.addMalformed(error.problem, at: reader.offset)
            }
            lines.count += 1
        }
        if lines.malformed == 1, reader.lastIsCut, lines.firstMalformed?.line == lines.count {
            lines = LineCount()
            lines.isCut = true
        }
        return (tally, lines)
    }

    private func check(_ tally: GatlingTally, _ lines: LineCount, _ source: String) throws(FormatError) {
        if let first = lines.firstMalformed, lines.malformed * 100 > lines.count || tally.requests == 0 {
            throw FormatError(
                source, at: .line(first.line, column: nil),
                "\(lines.malformed) of \(lines.count) lines are not of Gatling, this is the first: \(first.problem)")
        }
        if tally.requests == 0 { throw FormatError(source, "the log holds no requests: nothing was measured") }
    }

    /// A binary log begins with a zero byte (the record of the run) and the version as a counted string, "3.14.3".
    private static func binaryVersion(_ bytes: [UInt8]) -> String? {
        guard bytes.count > 16, bytes[0...3].allSatisfy({ $0 == 0 }), (3...30).contains(bytes[4]) else { return nil }
        let version = String(decoding: bytes[5..<5 + min(Int(bytes[4]), bytes.count - 5)], as: UTF8.self)
        let hasDigits = version.first?.isNumber ?? false
        return hasDigits && version.contains(".") && version.allSatisfy { $0.isASCII && $0 > " " } ? version : nil
    }
}
