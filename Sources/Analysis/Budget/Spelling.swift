/// Finds the word that was meant.
package enum Spelling {
    /// The nearest word at a distance of at most two edits, one for words of four letters or fewer; nil where none is near.
    package static func nearest(to word: String, in words: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().unicodeScalars.prefix(64))
        let near = words.compactMap { candidate -> (word: String, distance: Int)? in
            let allowed = min(typed.count, candidate.count) <= 4 ? 1 : 2
            guard abs(typed.count - candidate.unicodeScalars.count) <= allowed else { return nil }
            let distance = distance(typed, Array(candidate.unicodeScalars))
            return distance <= allowed ? (candidate, distance) : nil
        }
        return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// The name that was meant among names of any length: one that holds what was written (or is held by it), else the nearest one at a
    /// distance of at most a third of its letters.
    static func likeliest(_ written: String, among names: some Sequence<String>) -> String? {
        let typed = written.lowercased()
        let holding = names.filter { name in
            let name = name.lowercased()
            return min(typed.count, name.count) > 2 && (name.contains(typed) || typed.contains(name))
        }
        if let name = holding.min(by: { ($0.count, $0) < ($1.count, $1) }) { return name }
        let scalars = Array(typed.unicodeScalars.prefix(128))
        let near = names.lazy.prefix(1000).map { name in
            (name: name, distance: distance(scalars, Array(name.lowercased().unicodeScalars.prefix(128))))
        }
        return near.filter { $0.distance * 3 <= scalars.count }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
            .name
    }

    static func unknown(_ word: String, of words: [String]) -> Misread {
        let meant = nearest(to: word, in: words).map { "did you mean \"\($0)\"?" }
        return Misread("unknown word \"\(word)\"; \(meant ?? "there are \(words.joined(separator: ", "))")")
    }

    /// Edits from one word to the other: insert, delete, replace, or swap neighbours (optimal string alignment).
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}
