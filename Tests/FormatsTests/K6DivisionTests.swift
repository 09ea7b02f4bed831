import Measurements
import Testing

@testable import Formats

/// However the file is divided over threads and blocks, the result is the same to the last bit.
struct K6DivisionTests {
    struct Division: Sendable {
        let threads: Int
        let blockSize: Int
        let bufferSize: Int

        static let inOrder = Division(threads: 1, blockSize: 1 << 20, bufferSize: 1 << 20)
    }

    static let divisions = [
        Division(threads: 1, blockSize: 1 << 20, bufferSize: 64),
        Division(threads: 1, blockSize: 1 << 20, bufferSize: 4096),
        Division(threads: 2, blockSize: 64, bufferSize: 300), Division(threads: 2, blockSize: 1000, bufferSize: 512),
        Division(threads: 2, blockSize: 100_000, bufferSize: 8192),
        Division(threads: 3, blockSize: 33_333, bufferSize: 999),
    ]

    @Test(arguments: divisions)
    func sameResult(_ division: Division) throws {
        let text = K6Samples.requests(2500)
        let expected = try K6Samples.run(text)
        #expect(try run(text, division) == expected)
        // Exact below the limit of samples kept, a histogram for everything.
        #expect(expected.figure("latency.count") == 2500)
    }

    @Test(arguments: divisions)
    func sameResultBeyondExactSamples(_ division: Division) throws {
        let text = K6Samples.requests(9000) { "/api/\($0 % 2)" }
        let expected = try K6Samples.run(text)
        guard case .distribution(let all) = expected["*"]?.measurements["latency"]?.value, case .histogram = all.shape
        else {
            Issue.record("no histogram")
            return
        }
        #expect(try run(text, division) == expected)
    }

    @Test(arguments: divisions)
    func sameResultWhereLinesHardlyRepeat(_ division: Division) throws {
        let metadata: (Int) -> String = { #","metadata":{"vu":"\#($0 % 5)","iter":"\#($0)"}"# }
        let text = K6Samples.requests(3000, metadata: metadata)
        let plain = try K6Samples.run(K6Samples.requests(3000))
        #expect(try run(text, division) == plain)
    }

    /// Which endpoints are the first ones is a matter of the file, not of who read it.
    @Test(arguments: divisions.suffix(3), [5, 300])
    func tooManyEndpoints(_ division: Division, limit: Int) throws {
        let text = K6Samples.requests(900) { $0 % 3 == 0 ? "/api" : "/api/\($0)" }
        let expected = try run(text, .inOrder, endpointLimit: limit)
        #expect(expected.series.count == limit + 2)
        // "/api" with GET and POST, and two more in every three.
        #expect(expected["(other)"]?.requests == 602 - limit)
        #expect(expected.series.dropFirst().reduce(0) { $0 + ($1.requests ?? 0) } == 900)
        #expect(!expected.notes("series.folded").isEmpty)
        #expect(try run(text, division, endpointLimit: limit) == expected)
        let repeating = try run(text + text, .inOrder, endpointLimit: limit)
        #expect(repeating["(other)"]?.requests == 2 * (602 - limit))
        #expect(try run(text + text, division, endpointLimit: limit) == repeating)
    }

    /// Endpoints that fill up late, that come again only long after others by the hundred, in other spellings and another order of tags, with names that
    /// Unicode holds to be the same: the first ones of the file are the same ones however it is read, and all their requests are counted.
    @Test(arguments: [1, 2, 3])
    func firstEndpointsOfAnyFile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var text = K6Samples.declarations
        let count = 900
        for number in 0..<count {
            let isNew = Int.random(in: 0..<3, using: &random) == 0
            let name = isNew ? "/new/\(number)" : "/old/\(Int.random(in: 0...number * number / 10_000, using: &random))"
            let spelling = [
                name, name.replacing("/", with: #"\/"#), name + "é", name + "e\u{301}", name + #"?a=1\u0026b=2"#,
            ]
            let tags = K6Samples.tags(name: spelling[min(Int.random(in: 0..<20, using: &random), 4)])
            let isReversed = Int.random(in: 0..<30, using: &random) == 0
            let members = tags.dropFirst().dropLast().split(separator: ",")
            let odd = isReversed ? "{" + members.reversed().joined(separator: ",") + "}" : tags
            let metadata = number % 4 == 0 ? #","metadata":{"iter":"\#(number)"}"# : ""
            for metric in ["http_reqs", "http_req_duration", "http_req_failed"] {
                text += K6Samples.point(metric, "1", tags: odd, metadata: metadata)
            }
        }
        for limit in [10, 100] {
            let expected = try run(text, .inOrder, endpointLimit: limit)
            #expect(expected.series.dropFirst().reduce(0) { $0 + ($1.requests ?? 0) } == count)
            for division in Self.divisions.suffix(4) {
                #expect(try run(text, division, endpointLimit: limit) == expected, "\(limit) \(division)")
            }
        }
    }

    /// What was among the first ones is told apart still where a part of the file sees more than the limit before it.
    @Test func firstEndpointAfterManyOthers() throws {
        let many = { (start: Int) in K6Samples.requests(100) { "/api/\(start + $0)" } }
        let one = K6Samples.requests(20) { _ in "/login" }
        let text = one + many(0) + many(100) + many(200) + one + many(300) + one
        for division in Self.divisions {
            let run = try run(text, division, endpointLimit: 60)
            #expect(run["GET /login"]?.requests == 48 && run["POST /login"]?.requests == 12)
            #expect(run["(other)"]?.requests == 400 - 58)
        }
    }

    /// A metric that is declared late, and one that never is.
    @Test(arguments: divisions)
    func lateDeclarations(_ division: Division) throws {
        let text =
            K6Samples.requests(300)
            + #"{"type":"Metric","data":{"name":"render","type":"trend","contains":"time"},"metric":"render"}"# + "\n"
            + (1...50).map { K6Samples.point("render", "\($0)") + K6Samples.point("undeclared", "\($0)") }.joined()
            + K6Samples.requests(300) + K6Samples.point("render", "51")
        let expected = try K6Samples.run(text)
        #expect(expected.figure("render.max") == 0.051 && expected.figure("undeclared.max") == 50)
        #expect(try run(text, division) == expected)
    }

    /// One metric declared in two ways, in different parts of the file.
    @Test(arguments: divisions)
    func contradictoryDeclarations(_ division: Division) throws {
        let declaration = { (type: String) in
            #"{"type":"Metric","data":{"name":"odd","type":"\#(type)","contains":"default"},"metric":"odd"}"# + "\n"
        }
        let points = (1...50).map { K6Samples.point("odd", "\($0)") }.joined()
        let text =
            K6Samples.requests(900) + declaration("counter") + points + K6Samples.requests(900) + declaration("trend")
            + points + K6Samples.requests(900)
        let expected = try K6Samples.run(text)
        #expect(
            expected["*"]?.measurements["odd"]?.value
                == .counter(total: 2550, perSecond: 2550 / (expected.duration ?? 0)))
        #expect(try run(text, division) == expected)
    }

    @Test(arguments: divisions)
    func damage(_ division: Division) throws {
        let good = K6Samples.requests(500)
        let text = good + "{damaged}\n" + good + "{\"cut"
        let expected = try K6Samples.run(text)
        #expect(expected.notes("lines.damaged").first?.hasSuffix("the first is line 1515") == true)
        #expect(expected.notes("lines.cut").count == 1)
        #expect(try run(text, division) == expected)
    }

    @Test(arguments: divisions)
    func marksAndLineEnds(_ division: Division) throws {
        let text = "\u{FEFF}" + K6Samples.requests(200).replacing("\n", with: "\r\n")
        #expect(try run(text, division) == K6Samples.run(K6Samples.requests(200)))
    }

    @Test func longLineInAFile() {
        let text = K6Samples.requests(30) + String(repeating: " ", count: 5 << 20) + "\n" + K6Samples.requests(30)
        #expect(throws: FormatError.self) { try run(text, Division(threads: 2, blockSize: 100_000, bufferSize: 4096)) }
    }

    private func run(_ text: String, _ division: Division, endpointLimit: Int = 10_000) throws -> Run {
        try K6Samples.run(
            text, threads: division.threads, blockSize: division.blockSize, bufferSize: division.bufferSize,
            endpointLimit: endpointLimit)
    }
}
