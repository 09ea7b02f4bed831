import Foundation

/// A start tag, valid while it is handed over; it cannot be kept.
@safe struct XMLTag: ~Copyable {
    let name: Int
    private let count: Int
    /// As `XMLEvents` writes them.
    private let attributes: UnsafeRawPointer

    init(name: Int, count: Int, attributes: UnsafeRawPointer) {
        self.name = name
        self.count = count
        unsafe self.attributes = attributes
    }

    /// Calls `body` with the name and the value of each attribute of the vocabulary, references in it resolved.
    @inline(__always)
    func forEachAttribute(_ body: (_ name: Int, _ value: borrowing Span<UInt8>) -> Void) {
        var position = unsafe attributes
        for _ in 0..<count {
            let word = unsafe Int(position.loadUnaligned(as: UInt32.self))
            let start = unsafe position + 4
            let value = unsafe UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: word >> 8)
            if unsafe memchr(start, CInt(UInt8(ascii: "&")), value.count) != nil {
                let resolved = Self.resolved(unsafe value.span)
                body(word & 0xFF, resolved.span)
            } else {
                unsafe body(word & 0xFF, value.span)
            }
            unsafe position = start + value.count
        }
    }
}

extension XMLTag {
    /// libxml2 hands an ampersand in an attribute over as a reference to it, "&#38;", for whoever builds trees and resolves them later.
    @inline(never)
    private static func resolved(_ value: borrowing Span<UInt8>) -> [UInt8] {
        let ampersand = Array("&#38;".utf8)
        var resolved: [UInt8] = []
        var index = 0
        while index < value.count {
            resolved.append(value[index])
            let isReference = index + 5 <= value.count && (1..<5).allSatisfy { value[index + $0] == ampersand[$0] }
            index += value[index] == ampersand[0] && isReference ? 5 : 1
        }
        return resolved
    }
}
