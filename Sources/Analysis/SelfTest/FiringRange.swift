import Measurements
import Statistics

extension SelfTest {
    /// The candidates held out of the present level, and what fires when they are judged.
    struct FiringRange {
        private let past: CalibratedHistory
        /// The runs of each candidate.
        private let candidates: [[Int]]
        /// The checks that fail for each candidate as it is.
        let unchanged: [Set<String>]
        private let options: Options

        init(_ past: CalibratedHistory, _ present: Range<Int>, _ options: Options) {
            self.past = past
            self.options = options
            candidates = Self.candidates(of: present, options)
            let candidates = candidates
            unchanged = concurrently(candidates.count) { number in
                Self.failures(past, candidates[number], candidates[number].map { past.runs[$0] })
            }
        }

        /// Successive runs as far as there are, evenly spread, since runs follow each other as a candidate's do; then any others of the level.
        private static func candidates(of present: Range<Int>, _ options: Options) -> [[Int]] {
            let starts = present.count - options.runs + 1
            let used = min(starts, options.replicates)
            var chosen = (0..<used).map { number in
                let start = present.lowerBound + (used > 1 ? number * (starts - 1) / (used - 1) : 0)
                return Array(start..<start + options.runs)
            }
            var (seen, random, tries) = (Set(chosen), SeededGenerator(seed: 1), 0)
            while chosen.count < options.replicates, tries < 20 * options.replicates {
                var order = Array(present)
                random.shuffle(&order)
                let candidate = order.prefix(options.runs).sorted()
                if seen.insert(candidate).inserted { chosen.append(candidate) }
                tries += 1
            }
            return chosen
        }

        /// The checks that would fail the job.
        private static func failures(_ past: CalibratedHistory, _ held: [Int], _ head: [Run]) -> Set<String> {
            let verdict = past.verdict(head: head, history: past.runs.indices.filter { !held.contains($0) })
            let failed = verdict.checks.filter {
                $0.level == .critical && ($0.status == .regressed || $0.status == .overBudget)
            }
            return Set(failed.map(\.id))
        }

        func row(_ target: Target) -> Row {
            var row = Row(series: target.series, isThroughput: target.isThroughput, worse: [], errors: [])
            if target.isCompared { row.worse = SelfTest.sizes.map { fire(.worse($0), target) } }
            if target.hasErrors { row.errors = SelfTest.errors.map { fire(.errors($0), target) } }
            if let promise = target.isCompared ? options.promise ?? target.promise : nil {
                row.promise = promise
                let known = SelfTest.sizes.firstIndex(of: promise)
                row.atPromise = known.map { row.worse[$0] } ?? fire(.worse(promise), target)
            }
            return row
        }

        /// What fails without the change too is no finding of it.
        private func fire(_ change: Injection.Change, _ target: Target) -> Shots {
            let injection = target.injection(change)
            let fired = concurrently(candidates.count) { number in
                var random = SeededGenerator(seed: UInt64(number) + 1)
                let head = injection.applied(to: candidates[number].map { past.runs[$0] }, &random)
                return Self.failures(past, candidates[number], head).subtracting(unchanged[number]).contains(
                    where: target.isMeant)
            }
            return Shots(fired: fired.count { $0 }, of: fired.count)
        }
    }
}
