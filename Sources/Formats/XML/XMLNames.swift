import CLibXML2

/// Positions of names in a vocabulary. libxml2 keeps one copy of each name, so its address is looked up in place of its letters.
@safe final class XMLNames {
    static let other = 255

    private let vocabulary: [String: Int]
    /// A table of 256, of which half is used at most; memory of its own, since it is looked at for every attribute of a file.
    private let slots: UnsafeMutablePointer<(address: UInt, position: Int)>
    private var known = 0
    /// Bytes of a name.
    static let lengthLimit = 1000
    private(set) var hasLongName = false

    init(_ vocabulary: [String]) {
        unsafe slots = .allocate(capacity: 256)
        unsafe slots.initialize(repeating: (0, Self.other), count: 256)
        self.vocabulary = Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0) })
    }

    deinit { unsafe slots.deallocate() }

    func position(of name: UnsafePointer<xmlChar>) -> Int {
        let address = UInt(bitPattern: name)
        var slot = Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 56)
        while true {
            let known = unsafe slots[slot]
            if known.address == address { return known.position }
            if known.address == 0 { break }
            slot = (slot + 1) & 255
        }
        let spelling = unsafe String(cString: name)
        if spelling.utf8.count > Self.lengthLimit { hasLongName = true }
        let position = vocabulary[spelling] ?? Self.other
        if known < 128 {
            known += 1
            unsafe slots[slot] = (address, position)
        }
        return position
    }
}
