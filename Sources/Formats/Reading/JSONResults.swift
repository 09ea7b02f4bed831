extension Input {
    /// All results of a JSON document: one, an array of them, or one after the other as a loop in a shell makes them. At least one.
    func results() throws(FormatError) -> [JSONNode] {
        let values = try JSON.sequence(try document(), source: name)
        var results: [JSONNode] = []
        for (index, value) in values.enumerated() {
            let node = JSONNode(value, path: values.count > 1 ? "result \(index + 1)" : "", source: name)
            results += value.array == nil ? [node] : node.elements
        }
        guard !results.isEmpty else { throw FormatError(name, "the array holds no results") }
        return results
    }

    /// The same, of which no more is in memory than a line where they stand line by line.
    func forEachResult(_ body: (JSONNode) throws(FormatError) -> Void) throws(FormatError) {
        var count = 0
        try forEachValue { (value, index) throws(FormatError) in
            let node = JSONNode(value, path: index > 0 ? "result \(index + 1)" : "", source: name)
            for result in value.array == nil ? [node] : node.elements {
                try body(result)
                count += 1
            }
        }
        guard count > 0 else { throw FormatError(name, "the array holds no results") }
    }
}

extension Input {
    /// Whether the content begins as a JSON object or array; nothing is consumed.
    func beginsAsJSON() throws(FormatError) -> Bool {
        let first = Encoding.utf8(try peek(4096)).first { !JSON.isBlank($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

extension JSONNode {
    /// A number of 0 or more, also where the producer put it in quotes, as protocol buffers do with whole numbers.
    func quotedAmount() throws(FormatError) -> Double {
        guard let text = json.string else { return try amount() }
        guard let value = PrintedAmount.number(text) else { throw unexpected("a number of 0 or more") }
        return value
    }

    /// The same of a whole number.
    func quotedCount() throws(FormatError) -> Int {
        guard let text = json.string else { return try count() }
        guard let value = PrintedAmount.count(text) else { throw unexpected("a whole number from 0 to 2^53") }
        return value
    }

    /// Counts by name; their sum is a count too.
    func counts() throws(FormatError) -> [(name: String, count: Int)] {
        var counts: [(String, Int)] = []
        var sum = 0.0
        for (name, node) in members {
            let count = try node.quotedCount()
            sum += Double(count)
            counts.append((name, count))
        }
        guard sum <= Double(Self.largestCount) else { throw unexpected("counts of less than 2^53 in all") }
        return counts
    }
}
