import Formats
import Foundation
import Measurements
import Testing

/// Damaged files give runs or errors, never a crash.
struct DamagedFileTests {
    /// Of larger fixtures only the start is damaged, to keep the test fast.
    static let size = 8 << 10

    @Test(arguments: ResultFormats.all.map(\.name))
    func neverCrash(format: String) throws {
        var random = SeededGenerator(seed: 7)
        var outcomes = (runs: 0, errors: 0)
        for file in ResultFiles.fixtures(of: format) {
            let bytes = Array(try ResultFiles.bytes(file).prefix(Self.size))
            for damaged in Self.truncated(bytes) + Self.flipped(bytes, &random) {
                do throws(FormatError) {
                    let runs = try ResultFormats.read(Input(name: "damaged", bytes: damaged), as: format)
                    #expect(!runs.isEmpty)
                    outcomes.runs += 1
                } catch {
                    #expect(error.source == "damaged" && !error.problem.isEmpty)
                    outcomes.errors += 1
                }
            }
        }
        #expect(outcomes.errors > 0)
    }

    private static func truncated(_ bytes: [UInt8]) -> [[UInt8]] {
        [0, 1, 2, 7].map { Array(bytes.prefix($0)) } + (1...6).map { Array(bytes.prefix(bytes.count * $0 / 7)) }
    }

    /// Some bytes replaced: by any, and by those that mean something in numbers.
    private static func flipped(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [[UInt8]] {
        guard !bytes.isEmpty else { return [] }
        let telling = Array("-9eE.,:\"{}[]\n\t ".utf8)
        return (0..<12).map { index in
            var damaged = bytes
            for _ in 0..<(1 << (index % 4)) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                let any = UInt8.random(in: .min ... .max, using: &random)
                damaged[position] = index.isMultiple(of: 2) ? any : telling.randomElement(using: &random) ?? any
            }
            return damaged
        }
    }
}
