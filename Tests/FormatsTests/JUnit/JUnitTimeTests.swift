import Measurements
import Testing

@testable import Formats

struct JUnitTimeTests {
    static func read(_ texts: [String]) -> (seconds: [Double?], times: JUnitTime) {
        var times = JUnitTime()
        let readings = texts.map { text in
            let bytes = Array(text.utf8)
            return times.read(bytes.span)
        }
        let seconds = readings.map { reading -> Double? in
            if case .seconds(let seconds) = reading { seconds.resolved(times.commasAreThousands) } else { nil }
        }
        return (seconds, times)
    }

    @Test(arguments: [
        ("0.123", 0.123), ("1.4e-05", 1.4e-05), ("4.50611114501953e-05", 4.50611114501953e-05), ("12", 12),
        (" 0.5 ", 0.5), ("0,288", 0.288), ("2,503.1", 2503.1), ("2.503,1", 2503.1), ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567), ("1,2345", 1.2345), ("12,5", 12.5), ("0.000000000000001", 1e-15), ("-1.15", 0),
        ("-345345", 0), ("1967986371", 1_967_986_371), (".5", 0.5), ("5.", 5), ("+1.5", 1.5),
        ("123456789012345678", 123_456_789_012_345_680),
    ])
    func formsInTheWild(text: String, seconds: Double) {
        #expect(Self.read([text]).seconds == [seconds])
    }

    @Test(arguments: ["time", "<<computed>>", "NaN", "inf", "1e999", "0x10", "1.2s", "--1", ".", ",", "1,2,"])
    func whatIsNoNumberIsMissing(text: String) {
        let (seconds, times) = Self.read([text])
        #expect(seconds == [nil] && times.unreadable == 1)
    }

    @Test func nothingIsNotANumberThatCannotBeRead() {
        let (seconds, times) = Self.read(["", "  "])
        #expect(seconds == [nil, nil] && times.unreadable == 0)
    }

    @Test func theRestOfTheFileTellsWhatACommaIs() {
        #expect(Self.read(["2,503"]).seconds == [2.503])
        #expect(Self.read(["2,503"]).times.isUndecided)
        #expect(Self.read(["2,503", "0,1"]).seconds == [2.503, 0.1])
        #expect(Self.read(["2,503", "0.1"]).seconds == [2503, 0.1])
        #expect(Self.read(["2,503", "1,002,503"]).seconds == [2503, 1_002_503])
        #expect(!Self.read(["2,503", "0.1"]).times.isUndecided)
    }

    @Test(arguments: [
        ("2020-09-04T16:18:04.966371", 1_599_236_284.966371), ("2024-01-03T12:27:11.21-01:00", 1_704_288_431.21),
        ("2024-01-03 12:27:54Z", 1_704_284_874), ("2024-01-03T 12:40:13", 1_704_285_613), ("2024-01-03", 1_704_240_000),
        ("2024-01-03T12:27:15+0100", 1_704_281_235), ("1646311967953", 1_646_311_967.953),
        ("Sat, 21 Nov 2026 06:21:54 GMT", 1_795_242_114),
    ])
    func timestamps(text: String, seconds: Double) {
        #expect(JUnitTimestamp.seconds(text) == seconds)
    }

    @Test(arguments: [
        "0", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00", "now", "", "2024-13-01", "2024-01-03T99:00:00",
    ])
    func placeholdersAreNoTimestamps(text: String) {
        #expect(JUnitTimestamp.seconds(text) == nil)
    }
}
