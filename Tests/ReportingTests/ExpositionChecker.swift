import Testing

/// Reads a text exposition as Prometheus and OpenMetrics do: families in one piece, labels quoted and escaped, no sample twice.
enum ExpositionChecker {
    static func expectReadable(_ text: String) throws {
        let lines = text.split(separator: "\n")
        #expect(lines.last == "# EOF")
        var family = ""
        var families: Set<String> = []
        var samples: Set<String> = []
        for line in lines.dropLast() {
            if let comment = line.wholeMatch(of: /# (TYPE|UNIT|HELP) ([a-z_]+) ([^"\\]+)/) {
                if comment.1 == "TYPE" {
                    family = String(comment.2)
                    #expect(families.insert(family).inserted && comment.3 == "gauge")
                }
                #expect(comment.2 == family)
                #expect(comment.1 != "UNIT" || family.hasSuffix("_" + comment.3))
            } else {
                let label = #"[a-z_]+="(?:[^"\\]|\\\\|\\"|\\n)*""#
                let pattern = try Regex(#"([a-z_]+)(\{\#(label)(?:,\#(label))*\}) (\S+)"#)
                let sample = try #require(line.wholeMatch(of: pattern), "\(line)")
                #expect(sample[1].substring ?? "" == family)
                #expect(Double(sample[3].substring ?? "")?.isFinite == true)
                #expect(samples.insert("\(sample[1].substring ?? "")\(sample[2].substring ?? "")").inserted)
            }
        }
    }
}
