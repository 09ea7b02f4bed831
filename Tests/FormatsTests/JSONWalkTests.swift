import Foundation
import Measurements
import Testing

@testable import Formats

/// A document that is gone through piece by piece is the same as one that is parsed whole, whatever the size of the pieces.
struct JSONWalkTests {
    /// How far down the walk goes by itself; values below are taken whole.
    private static func rebuilt(_ walk: inout JSONWalk, depth: Int) throws(FormatError) -> JSON {
        switch try walk.kind() {
        case .object where depth > 0:
            var members: [JSON.Object.Member] = []
            try walk.members { (key, walk) throws(FormatError) in
                members.append(.init(key: key, value: try rebuilt(&walk, depth: depth - 1)))
            }
            return .object(JSON.Object(members: members))
        case .array where depth > 0:
            var elements: [JSON] = []
            try walk.elements { (index, walk) throws(FormatError) in
                #expect(index == elements.count)
                elements.append(try rebuilt(&walk, depth: depth - 1))
            }
            return .array(elements)
        default: return try walk.value()
        }
    }

    private static func walked(_ bytes: [UInt8], _ blockSize: Int, _ depth: Int) throws(FormatError) -> [JSON] {
        var walk = try JSONWalk(Input(name: "test", bytes: bytes), blockSize: blockSize)
        var values: [JSON] = []
        repeat { values.append(try rebuilt(&walk, depth: depth)) } while try !walk.isAtEnd()
        return values
    }

    private static func skipped(_ bytes: [UInt8], _ blockSize: Int) throws(FormatError) -> Int {
        var walk = try JSONWalk(Input(name: "test", bytes: bytes), blockSize: blockSize)
        var count = 0
        repeat {
            try walk.skip()
            count += 1
        } while try !walk.isAtEnd()
        return count
    }

    private static func check(_ bytes: [UInt8], _ blockSizes: some Sequence<Int>) {
        let whole = Result { () throws(FormatError) in try JSON.sequence(bytes, source: "test") }
        for size in blockSizes {
            for depth in [0, 1, 2, 300] {
                let pieces = Result { () throws(FormatError) in try walked(bytes, size, depth) }
                #expect(pieces == whole, "blocks of \(size), depth \(depth): \(String(decoding: bytes, as: UTF8.self))")
            }
            let count = Result { () throws(FormatError) in try skipped(bytes, size) }
            #expect(
                count == whole.map(\.count), "blocks of \(size), skipped: \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private static let texts = [
        #"{"a":[1,-2.5e3,true,false,null,"x\n\u00e9\ud83d\ude00é😀",{}, [] ],"b":{"c":{"d":[[[]]]}},"a":0}"#,
        "  [ 1 , 2\n,3 ]\n\n", "{}{}\n[] 12 13", "12", "\"\"", "[\n{\"a\"\n:\r\n1\t}]",
        // Wrong ones.
        "", " \n ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
        "{\"a\" 1}", "{a:1}", "[1 2]",
        "{\"a\":1 \"b\":2}", "\"abc", "\"a\\", "\"a\\x\"", "\"\\u12\"", "\"\\u12g4\"", "[\n\"a\nb\"]", "tru", "[truth]",
        "nul", "1.", "-", "[1e]",
        "1e400", "[1,1e400]", "[\"\\ud83d\"]", "[1]\n[2]\n{3}", "]", "[}", "{]", "{\"a\":[1,2}", "01", "[.5]",
        "{\"a\":\n  {\"b\": [1, 2, \n xyz and more text than messages quote]}}",
    ]

    @Test(arguments: texts)
    func everyBlockSize(text: String) {
        let bytes = Array(text.utf8)
        Self.check(bytes, 1...bytes.count + 2)
    }

    @Test func depth() {
        for depth in [199, 200, 201, 202] {
            Self.check([UInt8](repeating: UInt8(ascii: "["), count: depth), [1, 7, 64, 4096])
            let nested = String(repeating: "{\"a\":[", count: depth / 2) + String(repeating: "]}", count: depth / 2)
            Self.check(Array(nested.utf8), [7, 4096])
        }
    }

    /// Bytes of a valid document that were changed, removed or doubled.
    @Test func damaged() {
        var generator = SeededGenerator(seed: 5)
        let original = Array(Self.texts[0].utf8)
        for _ in 0..<150 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = original[Int.random(in: 0..<original.count, using: &generator)]
                case 1: bytes.remove(at: position)
                default: bytes.insert(bytes[position], at: position)
                }
            }
            Self.check(bytes, [1, 2, 5, 33, 1024])
        }
    }

    @Test func encodings() throws {
        let text = "{\"é\": [1, \"😀\"]}"
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        for bytes in [marked, wide] {
            for size in [1, 2, 3, 100] {
                #expect(try Self.walked(bytes, size, 2) == JSON.sequence(Array(text.utf8), source: ""))
            }
        }
    }

    /// One value that is taken whole may not be of any length; one that is skipped may.
    @Test func longValues() throws {
        let text =
            "[[\n\"" + String(repeating: "x", count: 5_000) + "\"], [" + String(repeating: "1,", count: 5_000) + "2]]"
        func walk() throws -> JSONWalk {
            try JSONWalk(Input(name: "test", bytes: Array(text.utf8)), blockSize: 64, limit: 1_000)
        }
        let error = #expect(throws: FormatError.self) {
            var walk = try walk()
            try walk.elements { (_, walk) throws(FormatError) in _ = try walk.value() }
        }
        #expect(error?.description.hasPrefix("test:1:2: a value of more than") == true)
        var second = try JSONWalk(Input(name: "test", bytes: Array(text.utf8)), blockSize: 64, limit: 6_000)
        var count = 0
        try second.elements { (index, walk) throws(FormatError) in
            if index == 0 { return try walk.skip() }
            try walk.elements { (_, walk) throws(FormatError) in
                try walk.skip()
                count += 1
            }
        }
        let isAtEnd = try second.isAtEnd()
        #expect(count == 5_001 && isAtEnd)
    }
}
