import Measurements
import Testing

@testable import Formats

/// However the file is divided over threads and blocks, the result is the same to the last bit.
struct K6DivisionTests {
    struct Division: Sendable {
        let threads: Int
        let blockSize: Int
        let bufferSize: Int
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
    @Test(arguments: divisions.suffix(3))
    func tooManyEndpoints(_ division: Division) throws {
        let text = K6Samples.requests(900) { $0 % 3 == 0 ? "/api" : "/api/\($0)" }
        let inOrder = Division(threads: 1, blockSize: 1 << 20, bufferSize: 1 << 20)
        let expected = try run(text, inOrder, endpointLimit: 300)
        #expect(expected.series.count == 302)
        #expect(expected["(other)"]?.requests == 302)
        #expect(expected.series.dropFirst().reduce(0) { $0 + ($1.requests ?? 0) } == 900)
        #expect(!expected.notes("series.folded").isEmpty)
        #expect(try run(text, division, endpointLimit: 300) == expected)
        let repeating = try run(text + text, inOrder, endpointLimit: 300)
        #expect(repeating["(other)"]?.requests == 604)
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
