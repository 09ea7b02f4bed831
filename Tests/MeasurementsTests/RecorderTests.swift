import Measurements
import Testing

struct RecorderTests {
    /// Values over some octaves, in an order without pattern.
    static func values(_ count: Int) -> [Double] {
        (0..<count).map { 0.001 * Double(1 + $0 * 7919 % 99_991) }
    }

    static func recorder(_ values: some Sequence<Double>) -> Recorder {
        values.reduce(into: Recorder()) { $0.add($1) }
    }

    @Test func quantilesAreExactUpToTheLimit() throws {
        let values = Self.values(Recorder.exactLimit)
        let distribution = try #require(Self.recorder(values).distribution)
        #expect(distribution.shape == .samples(values.sorted()))
        #expect(distribution.count == Recorder.exactLimit)
    }

    @Test func quantilesAreCloseBeyondTheLimit() throws {
        let values = Self.values(50_000)
        let distribution = try #require(Self.recorder(values).distribution)
        let sorted = values.sorted()
        for percent in stride(from: 0.0, through: 100, by: 2.5) {
            let exact = sorted[Int(percent / 100 * 49_999)]
            let found = try #require(distribution.quantile(percent / 100))
            #expect(abs(found - exact) <= exact * Histogram.relativeError + 0.001, "p\(percent): \(found), \(exact)")
        }
        #expect(distribution.min == sorted.first && distribution.max == sorted.last)
    }

    /// However the values are ordered and divided, the result is the same to the last bit.
    @Test(arguments: [100, Recorder.exactLimit, Recorder.exactLimit + 1, 3 * Recorder.exactLimit])
    func orderAndDivisionDoNotMatter(count: Int) {
        let values = Self.values(count) + [-3, 0, -0.25, 1e14, 1e20, 3e25]
        let expected = Self.recorder(values).distribution
        #expect(Self.recorder(values.reversed()).distribution == expected)
        for parts in [2, 3, 7] {
            var whole = Recorder()
            for part in 0..<parts {
                whole.merge(Self.recorder(values.indices.filter { $0 % parts == part }.map { values[$0] }))
            }
            #expect(whole.distribution == expected, "\(parts) parts")
        }
    }

    /// Milliseconds are counted to the same result as seconds one by one, however they are divided.
    @Test(arguments: [1, 200, 3000, 50_000], [50, 9999])
    func millisecondsAreAsSeconds(count: Int, largest: Int) {
        let values = (0..<count).map { $0 * 7919 % largest }
        let expected = Self.recorder(values.map { Double($0) / 1000 }).distribution
        for parts in [1, 2, 7] {
            var whole = MillisecondRecorder()
            for part in 0..<parts {
                var recorder = MillisecondRecorder()
                for value in values.indices where value % parts == part { recorder.add(values[value]) }
                whole.merge(recorder)
            }
            #expect(whole.inSeconds.distribution == expected && whole.count == count, "\(parts) parts")
        }
    }

    @Test func sumsAreOfDecimals() {
        var sum = ExactSum()
        for _ in 0..<1000 { sum.add(0.1) }
        #expect(abs(sum.value - 100) < 1e-12)
        sum.add(0x1p60)
        sum.add(-0x1p60)
        sum.add(-1000.5)
        #expect(abs(sum.value + 900.5) < 1e-12)
    }

    @Test func nothingIsNoDistribution() {
        var recorder = Recorder()
        recorder.merge(Recorder())
        #expect(recorder.distribution == nil)
    }
}
