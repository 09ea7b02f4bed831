import Testing

@testable import Formats

struct ReadAheadTests {
    /// Longer than what is read without the other thread and than several blocks, and no multiple of either.
    static let bytes = (0..<5_000_003).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 7) }

    @Test(arguments: [1_000, 70_001, 1 << 20, 3_000_000], [0, 17])
    func givesTheSameBytes(size: Int, start: Int) throws {
        let stream = ReadAhead(MemoryStream(Self.bytes))
        var (all, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: size))
        while case let got = try stream.read(into: &buffer, at: start), got > 0 { all += buffer[start..<start + got] }
        #expect(all == Self.bytes)
        #expect(try stream.read(into: &buffer, at: 0) == 0)
    }

    /// What comes before an error is given first; the error stays.
    @Test(arguments: [0, 500_000, 1 << 20, 2_500_000])
    func failsWhereTheStreamDoes(after count: Int) throws {
        let stream = ReadAhead(FailingStream(Array(Self.bytes[..<count])))
        var (all, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 100_000))
        #expect(throws: FailingStream.failure) {
            while try stream.read(into: &buffer, at: 0) > 0 { all.append(0) }
        }
        #expect(all.count >= count / 100_000)
        #expect(throws: FailingStream.failure) { try stream.read(into: &buffer, at: 0) }
    }

    /// Who lets go of it in the middle has nothing reading on.
    @Test func isLetGo() throws {
        let memory = CountingStream(Self.bytes)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        do {
            let stream = ReadAhead(memory)
            _ = try stream.read(into: &buffer, at: 0)
        }
        #expect(memory.reads == 2)
    }

    final class FailingStream: ByteStream {
        static let failure = FormatError("in", "broken")
        private let memory: MemoryStream
        init(_ bytes: [UInt8]) { memory = MemoryStream(bytes) }

        func read(into buffer: inout [UInt8], at start: Int) throws(FormatError) -> Int {
            let got = memory.read(into: &buffer, at: start)
            if got == 0 { throw Self.failure }
            return got
        }
    }

    final class CountingStream: ByteStream {
        private let memory: MemoryStream
        private(set) var reads = 0
        init(_ bytes: [UInt8]) { memory = MemoryStream(bytes) }

        func read(into buffer: inout [UInt8], at start: Int) -> Int {
            reads += 1
            return memory.read(into: &buffer, at: start)
        }
    }
}
