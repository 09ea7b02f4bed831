import Measurements

/// How a figure went in the course of a run of the candidate, for a drawing.
package struct CoursePicture: Sendable, Equatable {
    /// Number of the run among those of the candidate, from 0, and how many there are.
    package var run: Int
    package var runs: Int
    package var course: Course
    /// Points that a drawing has at most.
    static let mostPoints = 400

    package init(run: Int, runs: Int, course: Course) {
        self.run = run
        self.runs = runs
        self.course = course
    }
}

extension Judge {
    /// Of a figure that the input itself tells over time, in the first run that has it; what follows from requests is drawn with the test's own course.
    func coursePicture(of check: Check) -> CoursePicture? {
        for entry in head.series[check.series] ?? [] {
            guard let course = entry.series.course(of: check.metric), course.points.count > 1 else { continue }
            return CoursePicture(
                run: entry.run, runs: head.runs.count, course: course.thinned(to: CoursePicture.mostPoints))
        }
        return nil
    }
}

extension Course {
    /// Of points that stand together the lowest and the highest one, so that no peak is lost.
    func thinned(to count: Int) -> Course {
        guard points.count > count else { return self }
        var thin = self
        let places = stride(from: 0, to: count / 2, by: 1).map { points.count * $0 / (count / 2) } + [points.count]
        thin.points = zip(places, places.dropFirst()).flatMap { start, end in
            let group = points[start..<end]
            let ends = [
                group.indices.min { points[$0].value < points[$1].value },
                group.indices.max { points[$0].value < points[$1].value },
            ]
            return Set(ends.compactMap { $0 }).sorted().map { points[$0] }
        }
        thin.step = step * Double(points.count) / Double(thin.points.count)
        return thin
    }
}
