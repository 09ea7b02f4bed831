/// A line of a text log: fields between tabs. The version that a log names may lie (2.3 says 2.0), so what a line is tells its own shape.
enum GatlingLine {
    case run(simulation: String, start: Int, version: String)
    case request(Request)
    /// A user began or ended.
    case user(isStart: Bool)
    /// A request that could not even be made; Gatling counts it nowhere.
    case error
    /// Groups, assertions, blank lines.
    case other

    struct Request {
        /// "Buy / POST /checkout": groups, then the request.
        var name: String
        /// Milliseconds since 1970.
        var start: Int
        var end: Int
        var isFailed: Bool
    }

    struct Malformed: Error {
        var problem: String

        init(_ problem: String) { self.problem = problem }
    }

    init(_ line: String) throws(Malformed) {
        // By bytes, since whole characters take several times as long to find.
        let fields = line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(
            Substring.init)
        // Up to 2.1 the kind came third, after scenario and user.
        let isOld =
            fields[0] != "REQUEST" && fields.count > 3 && ["RUN", "USER", "REQUEST", "GROUP"].contains(fields[2])
        switch isOld ? fields[2] : fields[0] {
        case "RUN":
            guard let run = Self.run(fields) else { throw Malformed("expected a simulation, its start and a version") }
            self = run
        case "REQUEST": self = .request(try Self.request(fields))
        case "USER": self = .user(isStart: fields.contains("START"))
        case "ERROR": self = .error
        case "GROUP", "ASSERTION", "": self = .other
        default: throw Malformed("expected RUN, USER, REQUEST, GROUP, ERROR or ASSERTION between tabs")
        }
    }

    /// Name of the simulation, found in the line of the run; nil where a text has no such line near its start.
    static func simulation(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline).prefix(50) {
            if case .run(let simulation, _, _)? = try? GatlingLine(String(line)) { return simulation }
        }
        return nil
    }

    /// "RUN⇥class⇥id⇥start⇥description⇥version", in 2.3 with an empty field after the class, in 2.0 "class⇥id⇥RUN⇥start⇥description⇥version".
    private static func run(_ fields: [Substring]) -> GatlingLine? {
        guard (5...8).contains(fields.count), let version = fields.last, version.contains("."),
            let start = fields.lazy.compactMap(milliseconds).first
        else { return nil }
        return .run(
            simulation: String(fields[0] == "RUN" ? fields[1] : fields[0]), start: start, version: String(version))
    }

    /// Before OK or KO are two or four times, before them groups and name; what is before these changed from version to version.
    private static func request(_ fields: [Substring]) throws(Malformed) -> Request {
        guard
            let status = fields.indices.first(where: {
                $0 >= 4 && (fields[$0] == "OK" || fields[$0] == "KO") && milliseconds(fields[$0 - 1]) != nil
            })
        else { throw Malformed("expected two times and OK or KO") }
        let hasFour = status >= 6 && milliseconds(fields[status - 3]) != nil && milliseconds(fields[status - 4]) != nil
        let first = status - (hasFour ? 4 : 2)
        guard first >= 2, let start = milliseconds(fields[first]), let end = milliseconds(fields[status - 1]) else {
            throw Malformed("expected groups, name, start and end")
        }
        guard end >= start else { throw Malformed("a request ends before it starts") }
        var name = String(fields[first - 1])
        if !fields[first - 2].isEmpty {
            name = (fields[first - 2].split(separator: ",") + [fields[first - 1]]).joined(separator: " / ")
        }
        return Request(name: name, start: start, end: end, isFailed: fields[status] == "KO")
    }

    private static func milliseconds(_ field: Substring) -> Int? {
        guard (12...14).contains(field.utf8.count), let time = Int(field), time >= 0, time < JMeterTime.limit else {
            return nil
        }
        return time
    }
}
