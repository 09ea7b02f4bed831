import Analysis
import Measurements

/// Markup that is safe by its type: what is interpolated as text is escaped, only other markup is taken as it is.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    private(set) var source: String

    init(stringLiteral value: String) { source = value }

    init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

    var isEmpty: Bool { source.isEmpty }

    static func + (a: HTML, b: HTML) -> HTML { "\(a)\(b)" }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { source += literal }
        mutating func appendInterpolation(_ text: String) { HTML.escape(text, into: &source) }
        mutating func appendInterpolation(_ number: Int) { source += String(number) }
        mutating func appendInterpolation(_ coordinate: Double) { source += Coordinate.text(coordinate) }
        mutating func appendInterpolation(_ html: HTML?) { if let html { source += html.source } }
        mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { source += part.source }
        }
        /// Only for what this module holds itself: its style and its script.
        mutating func appendInterpolation(trusted text: String) { source += text }
    }

    /// For elements and for quoted attributes alike. Controls, bidirectional marks and what is no character become "�".
    private static func escape(_ text: String, into source: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": source += "&amp;"
            case "<": source += "&lt;"
            case ">": source += "&gt;"
            case "\"": source += "&quot;"
            case "'": source += "&#39;"
            case "\n", " "..."~": source.unicodeScalars.append(scalar)
            default: source.unicodeScalars.append(harmless(scalar))
            }
        }
    }

    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        default: scalar
        }
    }
}

extension Sequence where Element == HTML {
    func joined(_ separator: HTML = "") -> HTML {
        var result: HTML = ""
        for (index, part) in enumerated() { result = index == 0 ? part : "\(result)\(separator)\(part)" }
        return result
    }
}

/// Numbers of a drawing: one decimal, a plain minus, and never anything but a number.
enum Coordinate {
    static func text(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let rest = abs(tenths % 10)
        return (tenths < 0 ? "-" : "") + String(abs(tenths) / 10) + (rest == 0 ? "" : ".\(rest)")
    }
}

/// Names and messages from outside as one line that does not leave its place.
enum Shown {
    /// `bdi` keeps the direction of a name's letters from what stands beside it.
    static func name(_ text: String, columns: Int = 120) -> HTML {
        "<bdi>\(Printable.line(text, columns: columns))</bdi>"
    }

    static func metric(_ check: Check) -> String { Printable.line(check.metric.description, columns: 40) }

    static func prose(_ text: String) -> String { Printable.line(text, columns: 600) }

    /// The lines of a message.
    static func lines(_ text: String, most: Int = 30) -> String {
        text.split(whereSeparator: \.isNewline).prefix(most).map { Printable.line(String($0), columns: 300) }
            .joined(separator: "\n")
    }
}
