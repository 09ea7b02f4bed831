import CLibXML2
import Foundation

/// A start tag, valid while it is handed over; it cannot be kept.
@safe struct XMLTag: ~Copyable {
    private let localName: UnsafePointer<xmlChar>
    /// Local name, prefix, URI, start and end of the value of each.
    private let attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    private let count: Int
    private let names: XMLNames

    init(
        name: UnsafePointer<xmlChar>, attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int,
        names: XMLNames
    ) {
        unsafe self.localName = name
        unsafe self.attributes = attributes
        self.count = count
        self.names = names
    }

    var name: Int { unsafe names.position(of: localName) }

    /// The name as it is written, without prefix.
    var spelling: String { unsafe String(cString: localName) }

    /// Calls `body` with the name and the value of each attribute of the vocabulary, references in it resolved.
    @inline(__always)
    func forEachAttribute(_ body: (_ name: Int, _ value: borrowing Span<UInt8>) -> Void) {
        guard let attributes = unsafe attributes else { return }
        for index in 0..<count {
            // libxml2 gives five pointers per attribute, the last two bound the value.
            let attribute = unsafe attributes + index * 5
            guard let name = unsafe attribute[0], let start = unsafe attribute[3], let end = unsafe attribute[4] else {
                continue
            }
            let position = unsafe names.position(of: name)
            guard position != XMLNames.other else { continue }
            let value = unsafe UnsafeBufferPointer(start: start, count: end - start)
            if unsafe memchr(start, CInt(UInt8(ascii: "&")), value.count) != nil {
                let resolved = Self.resolved(unsafe value.span)
                body(position, resolved.span)
            } else {
                unsafe body(position, value.span)
            }
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
