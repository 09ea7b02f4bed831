import Foundation
import Measurements

/// The figures behind Gatling's HTML report: js/stats.json and js/stats.js (all requests) and js/global_stats.json (the totals), 2.0 to 3.x.
/// https://github.com/gatling/gatling/tree/v3.10.5/gatling-charts/src/main/scala/io/gatling/charts/template
///
/// Times are whole milliseconds; percentiles1 to 4 are P50, P75, P95 and P99 unless gatling.conf says otherwise, which no file tells. Totals include failed
/// requests (KO). assertions.json beside them, which holds no times, is known here to be refused with a hint.
package struct GatlingStats: ResultFormat {
    package let name = "gatling-stats"
    package let summary = "Gatling report figures: js/stats.json, js/stats.js, js/global_stats.json"
    package let documentation = "https://docs.gatling.io/reference/stats/reports/oss/"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json ?? GatlingScript.json(head.bytes) else { return false }
        return Self.isStatistics(json) || Self.isStatistics(json["stats"]) || Self.isAssertions(json)
    }

    private static func isStatistics(_ json: JSON?) -> Bool {
        json?["numberOfRequests"]?["total"] != nil && json?["meanResponseTime"]?["total"] != nil
    }

    private static func isAssertions(_ json: JSON) -> Bool {
        json["simulation"]?.string != nil && json["assertions"]?.array != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let bytes = try input.document()
        let json: JSON
        if let script = GatlingScript.json(bytes) {
            json = script
        } else {
            json = try JSON.parse(bytes, source: input.name)
        }
        if Self.isAssertions(json) {
            throw FormatError(
                input.name,
                "these are Gatling's assertions, which have no times; give js/stats.json, or js/assertions.xml as test results"
            )
        }
        let root = JSONNode(json, source: input.name)
        let statistics = root["stats"] ?? root
        var endpoints: [Series] = []
        if let contents = root["contents"] { try collect(contents, depth: 0, into: &endpoints) }
        let total = try GatlingFigures(statistics)
        guard total.requests > 0 else { throw FormatError(input.name, "there were no requests: nothing was measured") }
        let all = total.series(named: Series.all)
        var run = Run(source: input.name, format: name, tool: .init("Gatling"), series: [all] + endpoints)
        if let rate = all.throughput, rate > 0 { run.duration = Double(total.requests) / rate }
        run.notes = total.notes
        return [run]
    }

    /// Requests of all groups; a group's own figures sum up its requests.
    private func collect(_ contents: JSONNode, depth: Int, into series: inout [Series]) throws(FormatError) {
        for (_, node) in contents.members {
            if let inner = node["contents"] {
                try collect(inner, depth: depth + 1, into: &series)
                continue
            }
            let figures = try GatlingFigures(try node.required("stats"))
            let path = node["path"]?.json.string ?? node["name"]?.json.string ?? ""
            let name = Credentials.removed(from: path)
            series.append(figures.series(named: name.isEmpty ? "(no name)" : name == Series.all ? "(*)" : name))
        }
    }
}

/// stats.js: "var stats = {" and JSON whose outermost keys lack their quotes, and functions after it.
enum GatlingScript {
    /// Nil where the text is no such script.
    static func json(_ bytes: [UInt8]) -> JSON? {
        let text = bytes.drop { JSON.isBlank($0) }
        guard text.starts(with: "var stats".utf8), let start = text.firstIndex(of: UInt8(ascii: "{")) else {
            return nil
        }
        return JSON.prefix(of: quoted(text[start...])).value
    }

    /// With quotes around keys that lack them: words before a colon, outside strings.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        var word: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                output.append(byte)
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            let isLetter =
                byte == UInt8(ascii: "_") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            if isLetter || (!word.isEmpty && byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) {
                word.append(byte)
                continue
            }
            if !word.isEmpty {
                output += byte == UInt8(ascii: ":") ? [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")] : word
                word = []
            }
            output.append(byte)
            isInString = byte == UInt8(ascii: "\"")
        }
        return output + word
    }
}
