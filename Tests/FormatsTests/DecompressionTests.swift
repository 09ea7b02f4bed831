import Foundation
import Measurements
import Testing

@testable import Formats

struct DecompressionTests {
    /// gzip (level 9, no name) of "hello loadline\n", by Python's gzip.compress(…, mtime=0).
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0xC9,
        0x4F, 0x4C, 0xC9, 0xC9, 0xCC, 0x4B, 0xE5, 0x02, 0x00, 0x6C, 0x30, 0xB8, 0xCA, 0x0F, 0x00, 0x00, 0x00,
    ]
    /// Zstandard of the same text, by zstd 1.5.
    static let zstd: [UInt8] = [
        0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58, 0x79, 0x00, 0x00, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x20, 0x6C, 0x6F, 0x61,
        0x64, 0x6C, 0x69, 0x6E, 0x65, 0x0A, 0x44, 0x1A, 0xB8, 0x90,
    ]
    /// A skippable frame of four bytes (RFC 8878, 3.1.2).
    static let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    static let text = "hello loadline\n"

    static func read(_ bytes: [UInt8], buffer size: Int = 4096) throws -> String {
        let input = try Input(name: "in", bytes: bytes)
        var (all, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: size))
        while case let got = try input.read(into: &buffer), got > 0 { all += buffer[..<got] }
        return String(decoding: all, as: UTF8.self)
    }

    static let wholes: [(bytes: [UInt8], times: Int)] = [
        ([gzip], 1), ([gzip, gzip], 2), ([gzip, [0, 0, 0]], 1), ([zstd], 1), ([zstd, zstd, zstd], 3),
        ([skippable, zstd], 1), ([zstd, skippable, zstd], 2),
    ].map { (parts: [[UInt8]], times: Int) in (Array(parts.joined()), times) }

    @Test(arguments: wholes)
    func whole(bytes: [UInt8], times: Int) throws {
        let expected = String(repeating: Self.text, count: times)
        #expect(try Self.read(bytes) == expected)
        #expect(try Self.read(bytes, buffer: 3) == expected)
    }

    /// Every shorter file is an error that names the byte where it ends, but for the ends of members and frames.
    @Test(arguments: [(gzip, 4), (zstd, 4)])
    func cutOff(bytes: [UInt8], first: Int) {
        for count in first..<bytes.count {
            #expect {
                _ = try Self.read(Array(bytes[..<count]))
            } throws: { error in
                "\(error)".hasPrefix("in: byte \(count): ") && "\(error)".hasSuffix("the file is cut off")
            }
        }
    }

    static let damages: [(position: Int, bytes: [UInt8], why: String)] = [
        (gzip.count - 6, gzip, "incorrect data check"), (3, gzip, "unknown header flags set"),
        (zstd.count - 2, zstd, "checksum"),
    ]

    @Test(arguments: damages)
    func damaged(position: Int, bytes: [UInt8], why: String) {
        var bytes = bytes
        bytes[position] ^= 0xF0
        #expect {
            _ = try Self.read(bytes)
        } throws: { error in
            guard let error = error as? FormatError, case .byte? = error.place else { return false }
            return error.problem.contains("is damaged: ") && error.problem.contains(why)
        }
    }

    @Test(arguments: [gzip, zstd])
    func somethingElseFollows(bytes: [UInt8]) {
        #expect(throws: FormatError.self) { try Self.read(bytes + Array("something else".utf8)) }
    }

    /// Larger than all buffers, and peeked before it is read.
    @Test func large() throws {
        let run = try ResultFiles.fixture("k6-json/shop-zst.json.zst")
        var other = try ResultFiles.fixture("k6-json/shop-gz.json.gz")
        other.source = run.source
        #expect(run == other && run.figure("requests") == 160)
    }
}
