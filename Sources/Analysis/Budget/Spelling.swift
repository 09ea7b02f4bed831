/// Finds the word that was meant.
enum Spelling {
    /// The nearest word at a distance of at most two edits, one for words of four letters or fewer; nil where none is near.
    static func nearest(to word: String, in words: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().unicodeScalars.prefix(64))
        let near = words.compactMap { candidate -> (word: String, distance: Int)? in
            let allowed = min(typed.count, candidate.count) <= 4 ? 1 : 2
            guard abs(typed.count - candidate.unicodeScalars.count) <= allowed else { return nil }
            let distance = distance(typed, Array(candidate.unicodeScalars))
            return distance <= allowed ? (candidate, distance) : nil
        }
        return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
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
