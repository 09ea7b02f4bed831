import CLibXML2

/// What listens to an XML document. Names of elements and attributes are positions in the vocabulary, `XMLNames.other` beyond it.
protocol XMLConsumer: AnyObject {
    static var vocabulary: [String] { get }
    /// Whether text is to be handed over now.
    var wantsText: Bool { get }
    func start(_ tag: borrowing XMLTag) throws(XMLProblem)
    /// A piece of text; one text may come in several.
    func text(_ bytes: borrowing Span<UInt8>)
    func end()
    /// What was seen up to some damage, for the message that it is not trusted.
    var seen: String { get }
}

/// Why a document is refused.
struct XMLProblem: Error {
    var problem: String

    init(_ problem: String) { self.problem = problem }
}

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
            if unsafe value.contains(UInt8(ascii: "&")) {
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

/// Positions of names in a vocabulary. libxml2 keeps one copy of each name, so its address is looked up in place of its letters.
final class XMLNames {
    static let other = -1

    private let vocabulary: [String: Int]
    private var addresses = [UInt](repeating: 0, count: 256)
    private var positions = [Int](repeating: other, count: 256)
    private var known = 0
    /// Bytes of a name.
    static let lengthLimit = 1000
    private(set) var hasLongName = false

    init(_ vocabulary: [String]) {
        self.vocabulary = Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0) })
    }

    func position(of name: UnsafePointer<xmlChar>) -> Int {
        let address = UInt(bitPattern: name)
        var slot = Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 56)
        while addresses[slot] != 0 {
            if addresses[slot] == address { return positions[slot] }
            slot = (slot + 1) & 255
        }
        let spelling = unsafe String(cString: name)
        if spelling.utf8.count > Self.lengthLimit { hasLongName = true }
        let position = vocabulary[spelling] ?? Self.other
        if known < 128 {
            known += 1
            addresses[slot] = address
            positions[slot] = position
        }
        return position
    }
}
