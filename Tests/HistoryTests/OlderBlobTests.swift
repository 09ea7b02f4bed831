import Measurements
import Testing

@testable import History

struct OlderBlobTests {
    /// The layout of version 1, written by hand: a run of five requests, without timelines.
    static let first: [UInt8] = [
        1, 0, 1, 0x73, 1, 1, 0x66, 2, 1, 0x74, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 1, 0x2A, 0, 1, 5, 0, 0, 0, 0, 0,
    ]

    @Test func theFirstLayoutIsStillRead() throws {
        var expected = Run(source: "s", format: "f", tool: .init("t"))
        expected.series = [Series(Series.all, requests: 5)]
        #expect(try BlobReader.run(Self.first) == expected)
    }

    @Test func aNewerLayoutIsRefusedByItsNumber() {
        #expect(throws: BlobReader.Newer.self) { try BlobReader.run([BlobWriter.version + 1] + Self.first.dropFirst()) }
    }
}
